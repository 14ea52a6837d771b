package bstack.testkit.internal.workload;

import bstack.testkit.storage.CrashingStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A disk as a run finds it: a new one, a file at rest, or one that another implementation left in the middle of an
 * operation.
 *
 * @param disk the disk
 * @param allowed what opening it may find
 * @param settled whether that also holds if the machine dies before the first opening has returned
 */
public record InitialImage(CrashingStorage disk, CrashState[] allowed, boolean settled) {
    public static final int HEADER = 16;
    private static final int LENGTH = 8;

    static InitialImage any(SplittableRandom random) {
        int length = random.nextInt(4) == 0 ? 0 : random.nextInt(1_500);
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        int kind = random.nextInt(20);
        return switch (kind) {
            case 0, 1, 2, 3 -> of(new CrashingStorage(), new byte[0]);
            case 4 -> largerThanPromised(payload, random);
            case 5 -> smallerThanPromised(payload, random);
            case 6 -> halfCreated(random);
            case 7 -> pushOnItsWay(payload, random);
            case 8 -> popOnItsWay(payload, random);
            default -> of(new CrashingStorage(file(length, payload)), payload);
        };
    }

    /** {@return a disk that holds nothing yet: new, half-created, or an empty file at rest} */
    public static InitialImage empty(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> halfCreated(random);
            case 1 -> of(new CrashingStorage(file(0, new byte[0])), new byte[0]);
            default -> of(new CrashingStorage(), new byte[0]);
        };
    }

    /** {@return a disk with a file at rest} */
    static InitialImage atRest(byte[] payload) {
        return of(new CrashingStorage(file(payload.length, payload)), payload);
    }

    private static InitialImage of(CrashingStorage disk, byte[]... payloads) {
        CrashState[] states = new CrashState[payloads.length];
        Arrays.setAll(states, i -> new CrashState(payloads[i], null));
        return new InitialImage(disk, states, true);
    }

    public static byte[] file(long promised, byte[] content) {
        ByteBuffer file = ByteBuffer.allocate(HEADER + content.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'B', 'S', 'T', 'K', 0, 1, 10, 0}).putLong(promised).put(content);
        return file.array();
    }

    /** A push of the original that had not committed. */
    private static InitialImage largerThanPromised(byte[] payload, SplittableRandom random) {
        byte[] content = Arrays.copyOf(payload, payload.length + 1 + random.nextInt(900));
        content[content.length - 1] = 1;
        return of(new CrashingStorage(file(payload.length, content)), payload);
    }

    /** A pop of the original that had truncated, but not rewritten the length. */
    private static InitialImage smallerThanPromised(byte[] payload, SplittableRandom random) {
        byte[] rest = Arrays.copyOf(payload, random.nextInt(payload.length + 1));
        return of(new CrashingStorage(file(payload.length, rest)), rest);
    }

    /** A creation that was killed: a prefix of the header, the last bytes perhaps zero. */
    private static InitialImage halfCreated(SplittableRandom random) {
        byte[] header = Arrays.copyOf(file(0, new byte[0]), random.nextInt(HEADER + 1));
        int written = random.nextInt(header.length + 1);
        Arrays.fill(header, written, header.length, (byte) 0);
        return of(new CrashingStorage(header), new byte[0]);
    }

    /** The original was killed in a push; nothing of it is flushed. Its length differs in one byte: it cannot tear. */
    private static InitialImage pushOnItsWay(byte[] payload, SplittableRandom random) {
        int room = 0x100 - (payload.length & 0xff);
        byte[] longer = Arrays.copyOf(payload, payload.length + random.nextInt(room));
        CrashingStorage disk = new CrashingStorage(file(payload.length, payload));
        try {
            disk.resize(HEADER + longer.length);
            disk.write(HEADER, ByteBuffer.wrap(longer));
            disk.write(LENGTH, ByteBuffer.wrap(file(longer.length, longer), LENGTH, HEADER - LENGTH));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new InitialImage(disk, of(disk, longer).allowed, false);
    }

    /** The original was killed in a pop; its truncation is not flushed. */
    private static InitialImage popOnItsWay(byte[] payload, SplittableRandom random) {
        byte[] rest = Arrays.copyOf(payload, random.nextInt(payload.length + 1));
        CrashingStorage disk = new CrashingStorage(file(payload.length, payload));
        disk.resize(HEADER + rest.length);
        return of(disk, rest, payload);
    }
}
