package bstack.demo.internal.cli;

import bstack.core.BStack;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.store.StoredObject;
import bstack.demo.internal.text.Figures;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.LongConsumer;

/** The ways in which commands open their file. None of them creates it; each waits as long as its patience says. */
public final class HeapFiles {
    private HeapFiles() {}

    /**
     * {@return the store in the file, for changes}
     *
     * @param terminal gets a note if the store has an older layout, which the first change converts
     */
    static ObjectStore openStore(Path file, Patience patience, Terminal terminal) throws IOException {
        checkExists(file);
        return storeIn(
                BStackAllocators.open(file, patience.options()),
                objects -> terminal.say("bstack: %s has an older layout: converting it, %s, once"
                        .formatted(file, Figures.count(objects, "object"))));
    }

    /** {@return the store in the file, for reading; several processes may read at a time} */
    static ObjectStore openStoreReadOnly(Path file, Patience patience) throws IOException {
        checkExists(file);
        return storeIn(BStackAllocators.openReadOnly(file, patience.options()), objects -> {});
    }

    private static ObjectStore storeIn(BStackAllocator heap, LongConsumer whenConverting) throws IOException {
        try {
            return ObjectStore.in(heap, whenConverting);
        } catch (IOException | RuntimeException e) {
            try (heap) {
                throw e;
            }
        }
    }

    /**
     * {@return the object of a key}
     *
     * @param file the store's file, for messages
     * @throws CommandFailure if there is none, or if it is a folder, which has no value
     */
    static StoredObject value(ObjectStore store, Key key, Path file) throws IOException {
        StoredObject object = store.find(key)
                .orElseThrow(() -> new CommandFailure("there is no key '" + key.name() + "' in " + file));
        if (object.attributes().type() == ObjectType.FOLDER) {
            throw new CommandFailure("'" + key.name() + "' is a folder; 'bstack export' exports it");
        }
        return object;
    }

    /**
     * {@return the stack in the file, for changes by push and pop; throws if the file has an allocator's heap}
     *
     * @param evenIfLikeHeap whether what only looks like a heap is taken for a plain stack
     */
    static BStack openPlainStack(Path file, Patience patience, boolean evenIfLikeHeap) throws IOException {
        checkExists(file);
        // Before recovery writes, and again for a file at rest, about which nobody is asked.
        BStack stack = BStack.open(
                file, patience.options().createsMissing(false), found -> refuseHeap(file, found, evenIfLikeHeap));
        try {
            refuseHeap(file, stack, evenIfLikeHeap);
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.leaveAsFound();
            try (stack) {
                throw e;
            }
        }
    }

    private static void refuseHeap(Path file, BStack stack, boolean evenIfLikeHeap) throws IOException {
        var detected = BStackAllocators.detect(stack);
        if (detected.isPresent()) {
            throw new CommandFailure(
                    "%s contains a heap of the %s allocator, which push and pop would destroy: use put and rm"
                            .formatted(file, detected.get().name()));
        }
        List<Finding> signs = evenIfLikeHeap ? List.of() : BStackAllocators.signsOfHeap(stack);
        if (!signs.isEmpty()) {
            throw new CommandFailure("%s looks like a heap, which push and pop would destroy (%s); --force ignores that"
                    .formatted(file, signs.get(0)));
        }
    }

    /** {@return the stack in the file, for reading} */
    public static BStack openStackReadOnly(Path file, Patience patience) throws IOException {
        checkExists(file);
        return BStack.openReadOnly(file, patience.options());
    }

    /** Throws for what cannot be a bstack file, with a message that says what to do. */
    public static void checkExists(Path file) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(file + ": no such file; 'bstack create' makes one");
        }
        if (attributes.isDirectory()) {
            throw new CommandFailure(file + " is a folder, not a bstack file");
        }
        if (!attributes.isRegularFile()) {
            throw new CommandFailure(file + " is not a regular file");
        }
        if (attributes.size() == 0) {
            throw new CommandFailure(file + " is empty, not a bstack file; 'bstack create' makes one of it");
        }
    }
}
