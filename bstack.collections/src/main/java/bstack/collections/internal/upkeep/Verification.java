package bstack.collections.internal.upkeep;

import bstack.collections.DamageListener;
import bstack.collections.Entry;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.queue.QueueCheck;
import bstack.collections.internal.root.Directory;
import bstack.collections.internal.root.Structure;
import bstack.core.BStackCorruptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Goes through the directory and all structures, whatever of them is damaged. */
public final class Verification {
    /** The name of the directory among those of structures. */
    private static final String DIRECTORY = "the directory";

    private Verification() {}

    /** Tells a listener what is unsound in the directory and in all structures. */
    public static void run(Directory directory, DamageListener listener) throws IOException {
        for (Directory.Named named : directory.salvage(Structure.sink(DIRECTORY, listener))) {
            Structure structure = directory.structure(named);
            try {
                if (named.descriptor().kind() == TreeKind.QUEUE) {
                    QueueCheck.run(structure, listener);
                } else {
                    structure.tree().verify(structure.sink(listener));
                }
            } catch (IllegalStateException e) {
                throwUnlessDropped(e, directory, named);
            }
        }
    }

    /** {@return the structures whose descriptions are sound; tells a listener what is not, their headers included} */
    public static List<Entry> entries(Directory directory, DamageListener listener) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Directory.Named named : directory.salvage(Structure.sink(DIRECTORY, listener))) {
            Structure structure = directory.structure(named);
            BStackCorruptException damage = null;
            try {
                entries.add(structure.entry(named.descriptor()));
            } catch (BStackCorruptException e) {
                damage = e;
            } catch (IllegalStateException e) {
                throwUnlessDropped(e, directory, named);
            }
            if (damage != null) {
                structure.sink(listener).found(damage);
                entries.add(structure.entry(named.descriptor(), -1));
            }
        }
        return entries;
    }

    private static void throwUnlessDropped(IllegalStateException thrown, Directory directory, Directory.Named named)
            throws IOException {
        if (directory.find(named.name()) != null) {
            throw thrown;
        }
        // It has been dropped meanwhile.
    }
}
