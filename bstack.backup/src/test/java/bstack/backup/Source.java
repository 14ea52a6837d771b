package bstack.backup;

import bstack.core.BStack;
import bstack.core.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** A stack that is backed up, and every state that it has had. One thread changes it. */
final class Source implements Closeable {
    final Storage medium = Storage.memory();
    private final SplittableRandom random;
    /** The states, by their content. */
    final Set<String> states = new HashSet<>();
    /** The states of this opening, by the number of their frame. */
    final Map<Long, byte[]> numbered = new HashMap<>();

    BStack stack;

    Source(long seed) throws IOException {
        random = new SplittableRandom(seed);
        stack = BStack.open(medium);
        note();
    }

    static String key(byte[] payload) {
        return new String(payload, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private void note() throws IOException {
        byte[] now = stack.peek(0);
        states.add(key(now));
        numbered.put(stack.sequence(), now);
    }

    byte[] payload() throws IOException {
        return stack.peek(0);
    }

    byte[] bytes(int n) {
        byte[] bytes = new byte[n];
        random.nextBytes(bytes);
        return bytes;
    }

    /** One commit. */
    Source change() throws IOException {
        long length = stack.length();
        switch (random.nextInt(7)) {
            case 0, 1 -> stack.push(bytes(random.nextInt(1, 3000)));
            case 2 -> stack.extend(random.nextInt(1, 500));
            case 3 -> {
                if (length > 2000) {
                    stack.discard(random.nextLong(1, length - 1000));
                } else {
                    stack.push(bytes(4000));
                }
            }
            default -> {
                if (length < 10) {
                    stack.push(bytes(2000));
                } else {
                    int n = random.nextInt(1, (int) Math.min(length, 800));
                    stack.set(random.nextLong(length - n + 1), bytes(n));
                }
            }
        }
        note();
        return this;
    }

    Source changes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            change();
        }
        return this;
    }

    /** Closes the stack, and opens it again. */
    Source reopen() throws IOException {
        stack.close();
        stack = BStack.open(medium);
        numbered.clear();
        note();
        return this;
    }

    @Override
    public void close() throws IOException {
        stack.close();
    }
}
