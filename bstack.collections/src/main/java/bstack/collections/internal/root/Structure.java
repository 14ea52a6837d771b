package bstack.collections.internal.root;

import bstack.collections.DamageListener;
import bstack.collections.DamagedStructureException;
import bstack.collections.Entry;
import bstack.collections.StructureDamage;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.page.Damage;
import bstack.collections.internal.tree.DamageSink;
import bstack.collections.internal.tree.Tree;
import bstack.collections.internal.tree.TreePlace;
import bstack.core.BStackCorruptException;
import java.io.IOException;

/** A structure of a heap: its name, and its tree, which is found again if its header moves. Thread-safe. */
public final class Structure implements TreePlace {
    private final Directory directory;
    private final String name;
    private final Tree tree;
    private volatile long known;

    Structure(Directory directory, String name, Descriptor descriptor) {
        this.directory = directory;
        this.name = name;
        this.known = descriptor.header();
        this.tree = new Tree(directory.file(), this, descriptor.kind(), descriptor.id());
    }

    /** {@return its name} */
    public String name() {
        return name;
    }

    /** {@return its tree} */
    public Tree tree() {
        return tree;
    }

    /** {@return the directory that has its name} */
    public Directory directory() {
        return directory;
    }

    /** {@return the structure as the directory lists it} */
    public Entry entry(Descriptor descriptor) throws IOException {
        return entry(descriptor, tree.size());
    }

    /** {@return the structure as the directory lists it, with a size} */
    public Entry entry(Descriptor descriptor, long size) {
        Entry.Kind kind = descriptor.kind() == TreeKind.MAP ? Entry.Kind.MAP : Entry.Kind.QUEUE;
        return new Entry(name, kind, descriptor.codecs(), size);
    }

    /** Removes all entries. */
    public void clear() throws IOException {
        directory.clear(tree);
    }

    @Override
    public long start() {
        return known;
    }

    @Override
    public long find() throws IOException {
        Descriptor found = directory.find(name);
        if (found == null || found.id() != tree.id()) {
            throw dropped();
        }
        known = found.header();
        return found.header();
    }

    IllegalStateException dropped() {
        return new IllegalStateException(
                "%s: the structure %s has been dropped, or the transaction that made it was rolled back"
                        .formatted(directory.heap().stack().name(), name));
    }

    /** {@return what takes damage for a listener, with the name of the structure} */
    public DamageSink sink(DamageListener listener) {
        return sink(name, listener);
    }

    /** {@return what takes damage for a listener, with a name} */
    public static DamageSink sink(String name, DamageListener listener) {
        return damage -> listener.damaged(new StructureDamage(name, Damage.keys(damage), Damage.finding(damage)));
    }

    /** {@return the same damage, with the name of the structure} */
    public DamagedStructureException damaged(BStackCorruptException damage) {
        if (damage instanceof DamagedStructureException named) {
            return named;
        }
        return new DamagedStructureException(
                damage.path(), name, Damage.keys(damage), damage.offset(), damage.expected(), damage.found());
    }
}
