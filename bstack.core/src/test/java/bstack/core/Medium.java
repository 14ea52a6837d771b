package bstack.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The media that every promise of a stack is tested on. */
enum Medium {
    MEMORY,
    NATIVE,
    FILE_CHANNEL;

    /** A journal so small, and no space kept ready, that checkpoints, moves and spills happen all the time. */
    static final BStackOptions TIGHT =
            BStackOptions.defaults().journalSize(16 * 1024).preallocation(0);

    /** {@return those that there are on this Java} */
    static Stream<Medium> available() {
        return Stream.of(values()).filter(medium -> medium != NATIVE || Accesses.isThere(BStackOptions.Access.NATIVE));
    }

    /** One place for a stack, which can be closed and opened again. */
    interface Place {
        BStack open() throws IOException;

        /** {@return all the bytes of the file} */
        byte[] bytes() throws IOException;
    }

    /** {@return a place on this medium where nothing is yet} */
    Place place(Path directory, BStackOptions options) {
        if (this == MEMORY) {
            return new InMemory(options);
        }
        BStackOptions.Access access = this == NATIVE ? BStackOptions.Access.NATIVE : BStackOptions.Access.FILE_CHANNEL;
        return new InFile(directory.resolve(name() + ".bstack"), options.access(access));
    }

    private record InMemory(BStackOptions options, Storage storage) implements Place {
        InMemory(BStackOptions options) {
            this(options, Storage.memory());
        }

        @Override
        public BStack open() throws IOException {
            return BStack.open(storage, options);
        }

        @Override
        public byte[] bytes() throws IOException {
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(storage.size()));
            storage.read(0, all);
            return all.array();
        }
    }

    private record InFile(Path path, BStackOptions options) implements Place {
        @Override
        public BStack open() throws IOException {
            return BStack.open(path, options);
        }

        @Override
        public byte[] bytes() throws IOException {
            return Files.readAllBytes(path);
        }
    }
}
