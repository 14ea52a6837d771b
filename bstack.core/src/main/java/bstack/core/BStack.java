package bstack.core;

import java.io.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.*;

/** SCAFFOLD, in memory: stands in for the real stack while the layers above are written. */
public final class BStack implements Closeable {
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] mem = new byte[64];
    private int len;
    private long locked;
    private final Path path;
    private final boolean readOnly;
    private boolean closed, poisoned, mending;
    private int depth;
    private byte[] saved;
    private final ArrayList<Runnable> undo = new ArrayList<>();

    private BStack(Path p, boolean ro) throws IOException {
        path = p;
        readOnly = ro;
        if (p != null && Files.exists(p)) {
            byte[] b = Files.readAllBytes(p);
            if (b.length > 16) {
                long l = ByteBuffer.wrap(b).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(8);
                len = (int) Math.min(l, b.length - 16);
                mem = Arrays.copyOfRange(b, 16, Math.max(80, 16 + len));
            }
        } else if (p != null && ro) throw new NoSuchFileException(p.toString());
        if (p != null && !ro) save();
    }

    private void save() throws IOException {
        ByteBuffer b = ByteBuffer.allocate(16 + len).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        b.put(new byte[] {'B', 'S', 'T', 'K', 0, 1, 10, 0}).putLong(len).put(mem, 0, len);
        Files.write(path, b.array());
    }

    public static BStack open(Path path) throws IOException { return new BStack(path, false); }
    public static BStack open(Path path, BStackOptions o) throws IOException { return new BStack(path, false); }
    public static BStack openReadOnly(Path path) throws IOException { return new BStack(path, true); }
    public static BStack open(Storage s) throws IOException { return new BStack(null, false); }
    public static BStack openReadOnly(Storage s) throws IOException { return new BStack(null, true); }

    private <T> T op(boolean change, TransactionBody<T> b) throws IOException {
        lock.lock();
        try {
            if (closed) throw new IllegalStateException("closed");
            if (change && readOnly && !mending) throw new IllegalStateException("read-only");
            return b.run();
        } finally {
            lock.unlock();
        }
    }

    private void range(long s, long e) {
        if (s < 0 || e < s || e > len) throw new IndexOutOfBoundsException("[" + s + ", " + e + ") of " + len);
    }
    private void free(long s) { if (s < locked) throw new IllegalStateException("locked prefix"); }
    private void grow(long n) {
        if (n > 1 << 30) throw new IllegalArgumentException("too large " + n);
        if (n > mem.length) mem = Arrays.copyOf(mem, (int) Math.max(n, 2L * mem.length));
    }
    private void cut(long n) {
        if (n < 0) throw new IllegalArgumentException();
        if (n > len) throw new IndexOutOfBoundsException(n + " of " + len);
        if (n > 0) free(len - n);
        Arrays.fill(mem, (int) (len - n), len, (byte) 0);
        len -= (int) n;
    }
    private static byte[] bytes(ByteBuffer b) { byte[] a = new byte[b.remaining()]; b.get(a); return a; }

    public long push(byte[] d) throws IOException {
        return op(true, () -> { long o = len; grow((long) len + d.length); System.arraycopy(d, 0, mem, len, d.length); len += d.length; return o; });
    }
    public long push(ByteBuffer d) throws IOException { return push(bytes(d)); }
    public long extend(long n) throws IOException {
        return op(true, () -> { if (n < 0 || n > 1 << 30) throw new IllegalArgumentException(); long o = len; grow(len + n); len += (int) n; return o; });
    }
    public byte[] pop(int n) throws IOException {
        return op(true, () -> { if (n < 0) throw new IllegalArgumentException(); range(len - n, len); byte[] r = Arrays.copyOfRange(mem, len - n, len); cut(n); return r; });
    }
    public void popInto(ByteBuffer d) throws IOException { d.put(pop(d.remaining())); }
    public void discard(long n) throws IOException { op(true, () -> { cut(n); return null; }); }
    public byte[] peek(long o) throws IOException { return op(false, () -> { range(o, len); return Arrays.copyOfRange(mem, (int) o, len); }); }
    public void peekInto(long o, ByteBuffer d) throws IOException { getInto(o, d); }
    public byte[] get(long s, long e) throws IOException { return op(false, () -> { range(s, e); return Arrays.copyOfRange(mem, (int) s, (int) e); }); }
    public void getInto(long s, ByteBuffer d) throws IOException { d.put(get(s, s + d.remaining())); }
    public long length() throws IOException { return op(false, () -> (long) len); }
    public boolean isEmpty() throws IOException { return length() == 0; }
    public void set(long o, byte[] d) throws IOException {
        op(true, () -> { if (d.length == 0) return null; range(o, o + d.length); free(o); System.arraycopy(d, 0, mem, (int) o, d.length); return null; });
    }
    public void set(long o, ByteBuffer d) throws IOException { set(o, bytes(d)); }
    public void zero(long o, long n) throws IOException { op(true, () -> { if (n == 0) return null; range(o, o + n); free(o); Arrays.fill(mem, (int) o, (int) (o + n), (byte) 0); return null; }); }
    public void replaceTail(long n, byte[] d) throws IOException { op(true, () -> { cut(n); return push(d); }); }
    public byte[] splice(long n, byte[] d) throws IOException { return op(true, () -> { byte[] r = pop((int) n); push(d); return r; }); }
    public void updateTail(long n, UnaryOperator<byte[]> f) throws IOException { op(true, () -> { byte[] r = get(len - n, len); byte[] u = f.apply(r); cut(n); push(u); return null; }); }
    public boolean tryExtend(long e, byte[] d) throws IOException { return op(true, () -> { if (len != e) return false; push(d); return true; }); }
    public boolean tryDiscard(long e, long n) throws IOException { return op(true, () -> { if (len != e) return false; cut(n); return true; }); }
    public byte[] getAndSet(long o, byte[] d) throws IOException { return op(true, () -> { byte[] r = get(o, o + d.length); set(o, d); return r; }); }
    public boolean compareAndSet(long o, byte[] x, byte[] u) throws IOException {
        return op(true, () -> { if (x.length != u.length) return false; if (x.length == 0) return true; if (!Arrays.equals(get(o, o + x.length), x)) return false; set(o, u); return true; });
    }
    public void update(long s, long e, Consumer<byte[]> f) throws IOException { op(true, () -> { byte[] r = get(s, e); f.accept(r); set(s, r); return null; }); }
    public void lockUpTo(long n) throws IOException { op(false, () -> { if (n < locked) throw new IllegalArgumentException(); range(0, n); locked = n; return null; }); }
    public long lockedLength() { return locked; }

    public <T> T transact(TransactionBody<T> body) throws IOException {
        return op(false, () -> {
            if (depth++ == 0) { saved = Arrays.copyOf(mem, len); poisoned = false; }
            boolean ok = false;
            try {
                T r = body.run();
                if (depth == 1 && poisoned) throw new IllegalStateException("an inner body threw");
                ok = true;
                return r;
            } finally {
                depth--;
                if (!ok) poisoned = true;
                if (depth == 0) {
                    if (!ok) {
                        len = saved.length;
                        mem = Arrays.copyOf(saved, len + 64);
                        for (Runnable u : undo.reversed()) u.run();
                    }
                    undo.clear();
                }
            }
        });
    }
    public void transact(TransactionRunnable body) throws IOException { transact(() -> { body.run(); return null; }); }

    /** A transaction for the layer above to bring the content in order as it opens it; read-only stacks keep it in memory. */
    public void mend(TransactionRunnable body) throws IOException {
        op(false, () -> { boolean m = mending; mending = true; try { transact(body); } finally { mending = m; } return null; });
    }
    public void onRollback(Runnable r) { if (depth == 0) throw new IllegalStateException("no transaction"); undo.add(r); }
    public void checkpoint() throws IOException { if (path != null && !readOnly) save(); }
    /** {@return a name for the medium, for messages: the path, or what the storage calls itself} */
    public String name() { return path == null ? "memory" : path.toString(); }
    /** {@return whether every change is refused} */
    public boolean isReadOnly() { return readOnly; }
    public SeekableByteChannel channel() { throw new UnsupportedOperationException(); }
    public InputStream inputStream(long o) throws IOException { return new ByteArrayInputStream(peek(o)); }
    public OutputStream outputStream() { throw new UnsupportedOperationException(); }
    @Override public void close() throws IOException { if (!closed && path != null && !readOnly) save(); closed = true; }
}
