package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What a journal must not look like. The file has three frames of the present generation after one checkpoint. Every bit
 * flip and every truncation are a campaign.
 */
final class JournalDamageTest {
    private static final int SECTOR = 512;

    private final byte[] file;
    private final byte[] beforeLast;
    private final byte[] expected;
    private final List<Integer> frames = new ArrayList<>();

    JournalDamageTest() throws IOException {
        HookedStorage storage = new HookedStorage();
        BStack stack = BStack.open(storage, Medium.TIGHT);
        stack.push(Bytes.random(150, 1));
        fillGeneration(stack, storage);
        stack.set(20, Bytes.random(60, 3));
        beforeLast = stack.peek(0);
        stack.transact(() -> {
            stack.set(100, Bytes.random(10, 4));
            stack.push(Bytes.random(30, 5));
        });
        expected = stack.peek(0);
        file = storage.bytes();
        findFrames();
    }

    /** Commits until a checkpoint has begun a new generation, which has one frame then. */
    private static void fillGeneration(BStack stack, HookedStorage storage) throws IOException {
        boolean[] checkpoint = new boolean[1];
        storage.hook((call, position, count) -> checkpoint[0] |= call == HookedStorage.Call.SYNC);
        for (int i = 0; !checkpoint[0]; i++) {
            stack.set(i % 100, Bytes.random(40, i));
        }
        storage.hook(HookedStorage.Hook.NONE);
    }

    private void findFrames() {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int base = text.lastIndexOf("BSTKBASE");
        int other = text.lastIndexOf("BSTKBASE", base - 1);
        int newest = number(base + 24) > number(other + 24) ? base : other;
        for (int at = 0; at < file.length; at += SECTOR) {
            if (text.startsWith("BSTKFRAM", at) && number(at + 24) == number(newest + 24)) {
                frames.add(at);
            }
        }
        assertEquals(3, frames.size(), "the test's own file");
        assertEquals(2, number(newest + 24), "its generation");
    }

    private int number(int at) {
        return file[at] & 0xFF;
    }

    private static byte[] payloadOf(byte[] damaged) throws IOException {
        try (BStack stack = BStack.openReadOnly(HookedStorage.of(damaged))) {
            return stack.peek(0);
        }
    }

    private byte[] damaged(Consumer<byte[]> damage) {
        byte[] copy = file.clone();
        damage.accept(copy);
        return copy;
    }

    private void assertCorrupt(byte[] damaged) throws IOException {
        assertThrows(BStackCorruptException.class, () -> payloadOf(damaged));
        HookedStorage storage = HookedStorage.of(damaged);
        BStackCorruptException e = assertThrows(BStackCorruptException.class, () -> BStack.open(storage));
        assertTrue(e.offset() >= 0 && e.getMessage().contains("hooked"), e.getMessage());
        assertArrayEquals(damaged, storage.bytes());
    }

    @Test
    void an_undamaged_file_shows_what_was_committed() throws IOException {
        assertArrayEquals(expected, payloadOf(file));
        assertFalse(Arrays.equals(expected, beforeLast));
    }

    @Test
    void a_hole_in_the_log_is_refused_and_so_is_a_missing_end_that_was_applied() throws IOException {
        assertCorrupt(damaged(f -> Arrays.fill(f, frames.get(0), frames.get(0) + SECTOR, (byte) 0)));
        assertCorrupt(damaged(f -> Arrays.fill(f, frames.get(1), frames.get(1) + SECTOR, (byte) 0)));
        assertCorrupt(damaged(f -> Arrays.fill(f, frames.get(2), frames.get(2) + SECTOR, (byte) 0)));
        // Without the mark in the header it looks like a commit that a crash has torn.
        byte[] cut = damaged(f -> {
            Arrays.fill(f, frames.get(2), frames.get(2) + SECTOR, (byte) 0);
            Arrays.fill(f, 8, 16, (byte) 0);
        });
        assertEquals(beforeLast.length, payloadOf(cut).length);
    }

    @Test
    void frames_that_are_newer_than_every_base_record_are_refused() throws IOException {
        int newest = file.length - 2 * 4096;
        assertCorrupt(damaged(f -> Arrays.fill(f, newest, newest + SECTOR, (byte) 0)));
        // Without the newer frames there is still a hole in the log of the generation before.
        assertCorrupt(damaged(f -> {
            Arrays.fill(f, newest, newest + SECTOR, (byte) 0);
            frames.forEach(at -> Arrays.fill(f, at, at + SECTOR, (byte) 0));
        }));
    }

    @Test
    void a_file_without_a_base_record_is_refused() throws IOException {
        assertCorrupt(damaged(f -> Arrays.fill(f, f.length - 8192, f.length, (byte) 0)));
    }

    @Test
    void a_frame_of_another_salt_or_of_a_sequence_that_does_not_follow_ends_the_log() throws IOException {
        byte[] copied = damaged(f -> {
            System.arraycopy(f, frames.get(0), f, frames.get(2), SECTOR);
            Arrays.fill(f, 8, 16, (byte) 0);
        });
        assertEquals(beforeLast.length, payloadOf(copied).length);
        assertCorrupt(damaged(f -> System.arraycopy(f, frames.get(2), f, frames.get(1), SECTOR)));
    }
}
