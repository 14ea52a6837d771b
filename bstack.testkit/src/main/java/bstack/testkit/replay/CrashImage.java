package bstack.testkit.replay;

import bstack.core.BStack;
import bstack.testkit.model.GeneratedBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file as another implementation left it when it was killed in the middle of an operation, and what must hold after
 * this library has opened it.
 *
 * @param name the image's name
 * @param file the bytes of the file
 * @param inFlight the operation that had not returned
 * @param payloads stacks: the payloads that are right, before and after the operation; empty for allocators
 * @param live allocators: the slices that were live and that the operation does not work on
 * @param subject allocators: the slice that the operation works on, which may be found before or after it, or be gone;
 *     null if there is none
 */
public record CrashImage(
        String name,
        byte[] file,
        String inFlight,
        List<Content> payloads,
        List<Live> live,
        @Nullable Live subject) {

    /**
     * A byte string known by its length and checksum.
     *
     * @param length its length in bytes
     * @param crc32 its CRC-32 as in zlib
     */
    public record Content(long length, long crc32) {
        boolean matches(byte[] bytes) {
            return bytes.length == length && GeneratedBytes.crc32(bytes) == crc32;
        }
    }

    /**
     * A slice that was live.
     *
     * @param id the recording's name for it
     * @param start offset in the payload
     * @param content its length and checksum
     */
    public record Live(String id, long start, Content content) {
        public long end() {
            return start + content.length;
        }
    }

    /** Copies what can change. */
    public CrashImage {
        Objects.requireNonNull(name);
        file = file.clone();
        payloads = List.copyOf(payloads);
        live = List.copyOf(live);
    }

    @Override
    public byte[] file() {
        return file.clone();
    }

    /** Reads the lines of an {@code .expect} file. */
    static CrashImage parse(String name, byte[] file, List<String> lines) throws IOException {
        String inFlight = "";
        List<Content> payloads = new ArrayList<>();
        List<Live> live = new ArrayList<>();
        @Nullable Live subject = null;
        for (String line : lines) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "in-flight" -> inFlight = line.substring(words[0].length()).strip();
                case "before", "after" -> payloads.add(content(words[1], words[2]));
                case "live" -> live.add(new Live(words[1], Long.parseLong(words[2]), content(words[3], words[4])));
                case "subject" -> subject = new Live(words[1], Long.parseLong(words[2]), content(words[3], words[4]));
                default -> throw new IOException("%s.expect: unknown line %s".formatted(name, line));
            }
        }
        return new CrashImage(name, file, inFlight, payloads, live, subject);
    }

    private static Content content(String length, String crc) {
        return new Content(Long.parseLong(length), Long.parseLong(crc, 16));
    }

    /**
     * Checks a recovered stack: its payload must be exactly the one before the operation or the one after it.
     *
     * @param recovered the stack opened on the image
     * @throws AssertionError if it is neither
     * @throws IOException if reading fails
     */
    public void checkPayload(BStack recovered) throws IOException {
        byte[] payload = recovered.peek(0);
        if (payloads.stream().noneMatch(expected -> expected.matches(payload))) {
            throw failure("the payload has %d bytes and CRC-32 %08x, allowed are %s"
                    .formatted(payload.length, GeneratedBytes.crc32(payload), payloads));
        }
    }

    /**
     * Checks that every live slice has its contents.
     *
     * @param recovered the stack below the allocator that was opened on the image
     * @throws AssertionError if one has not
     * @throws IOException if reading fails
     */
    public void checkLive(BStack recovered) throws IOException {
        for (Live slice : live) {
            if (slice.end() > recovered.length()) {
                throw failure("live slice %s lies beyond the payload of %d bytes".formatted(slice, recovered.length()));
            }
            if (!slice.content.matches(recovered.get(slice.start, slice.end()))) {
                throw failure("live slice %s has lost its contents".formatted(slice));
            }
        }
    }

    AssertionError failure(String what) {
        return new AssertionError("%s (killed in %s): %s".formatted(name, inFlight, what));
    }

    @Override
    public String toString() {
        return name;
    }
}
