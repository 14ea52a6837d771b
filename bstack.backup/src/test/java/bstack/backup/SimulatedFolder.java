package bstack.backup;

import bstack.backup.internal.files.BackupFile;
import bstack.backup.internal.files.Folder;
import bstack.core.BStack;
import bstack.core.CopyProgress;
import bstack.core.Snapshot;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A folder in memory that knows what a crash may leave of it. Bytes of a file are durable after a flush of the file, and
 * names after a flush of the folder. Until then a crash keeps or loses each by itself, and bytes sector by sector. Calls are
 * counted, and may be made to fail.
 */
final class SimulatedFolder implements Folder {
    private static final int SECTOR = 512;

    /** What is asked before a call. */
    @FunctionalInterface
    interface Hook {
        void before(int call, String what) throws IOException;
    }

    /** A file: what is seen, and what is durable. */
    static final class Content {
        byte[] seen = {};
        byte[] durable = {};
    }

    /** A change of the names that is not durable yet. */
    private record Change(String name, Content content) {}

    private final Map<String, Content> names = new TreeMap<>();
    private final Map<String, Content> durableNames = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private Hook hook = (call, what) -> {};
    private int calls;

    SimulatedFolder hook(Hook newHook) {
        hook = newHook;
        return this;
    }

    int calls() {
        return calls;
    }

    private void before(String what) throws IOException {
        hook.before(calls++, what);
    }

    /** {@return a folder as a crash at this moment may leave it} */
    synchronized SimulatedFolder crashed(SplittableRandom random) {
        SimulatedFolder left = new SimulatedFolder();
        Map<String, Content> kept = new TreeMap<>(durableNames);
        for (Change change : changes) {
            // The names of a directory change in their order on the file systems that there are, or not at all.
            if (random.nextInt(4) == 0) {
                break;
            }
            apply(kept, change);
        }
        kept.forEach((name, content) -> {
            Content c = new Content();
            c.seen = torn(content, random);
            c.durable = c.seen.clone();
            left.names.put(name, c);
            left.durableNames.put(name, c);
        });
        return left;
    }

    private static byte[] torn(Content content, SplittableRandom random) {
        if (Arrays.equals(content.seen, content.durable)) {
            return content.seen.clone();
        }
        int size = switch (random.nextInt(3)) {
            case 0 -> content.durable.length;
            case 1 -> content.seen.length;
            default -> {
                int low = Math.min(content.durable.length, content.seen.length);
                yield low + random.nextInt(Math.abs(content.seen.length - content.durable.length) + 1);
            }
        };
        byte[] left = new byte[size];
        int way = random.nextInt(3);
        for (int at = 0; at < size; at += SECTOR) {
            byte[] source = way == 0 || way == 2 && random.nextBoolean() ? content.durable : content.seen;
            int n = Math.min(SECTOR, size - at);
            if (at < source.length) {
                System.arraycopy(source, at, left, at, Math.min(n, source.length - at));
            }
        }
        return left;
    }

    private static void apply(Map<String, Content> names, Change change) {
        if (change.content == null) {
            names.remove(change.name);
        } else {
            names.put(change.name, change.content);
        }
    }

    private void change(String name, Content content) {
        Change change = new Change(name, content);
        apply(names, change);
        changes.add(change);
    }

    /** {@return the bytes of a file, to be looked at or damaged} */
    synchronized byte[] bytes(String name) {
        return names.get(name).seen;
    }

    synchronized void put(String name, byte[] bytes) {
        Content c = new Content();
        c.seen = bytes;
        c.durable = bytes.clone();
        names.put(name, c);
        durableNames.put(name, c);
    }

    synchronized void remove(String name) {
        names.remove(name);
        durableNames.remove(name);
    }

    synchronized SimulatedFolder copy() {
        SimulatedFolder copy = new SimulatedFolder();
        names.forEach((name, content) -> copy.put(name, content.seen.clone()));
        return copy;
    }

    @Override
    public String name() {
        return "folder";
    }

    @Override
    public String name(String file) {
        return "folder/" + file;
    }

    @Override
    public synchronized List<String> list() throws IOException {
        before("list");
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized BackupFile create(String file) throws IOException {
        before("create " + file);
        if (names.containsKey(file)) {
            throw new FileAlreadyExistsException(name(file));
        }
        Content content = new Content();
        change(file, content);
        return new File(file, content);
    }

    @Override
    public synchronized BackupFile open(String file, boolean forWriting) throws IOException {
        before("open " + file);
        Content content = names.get(file);
        if (content == null) {
            throw new NoSuchFileException(name(file));
        }
        return new File(file, content);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        before("rename " + from + " " + to);
        if (names.containsKey(to)) {
            throw new FileAlreadyExistsException(name(to));
        }
        Content content = names.get(from);
        if (content == null) {
            throw new NoSuchFileException(name(from));
        }
        change(to, content);
        change(from, null);
    }

    @Override
    public synchronized void delete(String file) throws IOException {
        before("delete " + file);
        if (names.containsKey(file)) {
            change(file, null);
        }
    }

    @Override
    public synchronized void sync() throws IOException {
        before("sync folder");
        durableNames.clear();
        durableNames.putAll(names);
        changes.clear();
    }

    @Override
    public Snapshot snapshot(BStack stack, String file, CopyProgress progress) throws IOException {
        boolean made = false;
        try (BackupFile target = create(file)) {
            Snapshot snapshot = stack.snapshotTo(new Medium(target), progress);
            made = true;
            return snapshot;
        } finally {
            if (!made) {
                delete(file);
            }
        }
    }

    @Override
    public void close() {
        // It outlives who uses it.
    }

    /** An open file. */
    private final class File implements BackupFile {
        private final String file;
        private final Content content;

        File(String file, Content content) {
            this.file = file;
            this.content = content;
        }

        @Override
        public String name() {
            return SimulatedFolder.this.name(file);
        }

        @Override
        public long size() {
            synchronized (SimulatedFolder.this) {
                return content.seen.length;
            }
        }

        @Override
        public int read(long position, ByteBuffer dst) throws IOException {
            synchronized (SimulatedFolder.this) {
                before("read " + file);
                int n = (int) Math.max(0, Math.min(dst.remaining(), content.seen.length - position));
                if (n > 0) {
                    dst.put(content.seen, (int) position, n);
                }
                return n;
            }
        }

        @Override
        public void write(long position, ByteBuffer src) throws IOException {
            synchronized (SimulatedFolder.this) {
                before("write " + file);
                int end = (int) position + src.remaining();
                byte[] next = Arrays.copyOf(content.seen, Math.max(end, content.seen.length));
                src.get(next, (int) position, src.remaining());
                content.seen = next;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedFolder.this) {
                before("truncate " + file);
                content.seen = Arrays.copyOf(content.seen, (int) size);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedFolder.this) {
                before("sync " + file);
                content.durable = content.seen.clone();
            }
        }

        @Override
        public void close() {
            // nothing to give back
        }
    }

    /** A file as the target of a snapshot. */
    private record Medium(BackupFile file) implements Storage {
        @Override
        public String name() {
            return file.name();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(long position, ByteBuffer dst) throws IOException {
            return file.read(position, dst);
        }

        @Override
        public void write(long position, ByteBuffer src) throws IOException {
            file.write(position, src);
        }

        @Override
        public void writeDurably(long position, ByteBuffer src) throws IOException {
            file.write(position, src);
            file.sync();
        }

        @Override
        public void sync() throws IOException {
            file.sync();
        }

        @Override
        public void resize(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() {
            // whoever opened the file
        }
    }
}
