package bstack.demo.internal.heap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What lies in a file before and after its payload, for people: the header, and the frames and base records of a journal.
 * The stack itself reads them with all checks. The numbers are those of docs/format.md.
 */
public final class JournalPart {
    private static final int HEADER = 16;
    private static final int SECTOR = 512;
    private static final int FRAME_NUMBERS = 64;

    private JournalPart() {}

    /** {@return the bytes at a position of the file, fewer where it ends} */
    public static byte[] bytes(Path file, long position, int count) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(count);
            while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
                // Until the end.
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    /** {@return the numbers of what begins at a position, or in whose sector the position is} */
    public static Map<String, Object> facts(Path file, long position, long size) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (position < HEADER) {
            ByteBuffer header = ByteBuffer.wrap(bytes(file, 0, HEADER)).order(ByteOrder.LITTLE_ENDIAN);
            facts.put("decoded", "header of the file");
            if (header.limit() == HEADER) {
                facts.put("magic", text(header, 4));
                facts.put(
                        "state",
                        switch (header.get(5)) {
                            case 1 -> "at rest";
                            case (byte) 0x81 -> "a journal is attached";
                            default -> "0x%02x, which no version of format 0.1 writes".formatted(header.get(5));
                        });
                facts.put(header.get(5) == 1 ? "length" : "mark", header.getLong(8));
            }
            return facts;
        }
        long sector = position / SECTOR * SECTOR;
        byte[] bytes = bytes(file, sector, FRAME_NUMBERS + HEADER);
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        String mark = bytes.length < FRAME_NUMBERS ? "" : text(numbers, 8);
        if (mark.equals("BSTKFRAM")) {
            facts.put("decoded", "frame of the journal");
            facts.put("begins", sector);
            facts.put("length", numbers.getLong(8));
            facts.put("generation", numbers.getLong(24));
            facts.put("sequence", numbers.getLong(32));
            facts.put("newLength", numbers.getLong(40));
            facts.put("ranges", numbers.getInt(48));
        } else if (mark.equals("BSTKBASE")) {
            facts.put("decoded", "base record of the journal");
            facts.put("begins", sector);
            facts.put("generation", numbers.getLong(24));
            facts.put("payload", numbers.getLong(32));
            facts.put("firstFrame", numbers.getLong(40));
            facts.put("frames", "from %d on, %d bytes".formatted(numbers.getLong(48), numbers.getLong(56)));
        } else {
            facts.put("decoded", "after the payload: no start of a frame or base record");
        }
        return facts;
    }

    private static String text(ByteBuffer bytes, int count) {
        byte[] start = new byte[count];
        bytes.get(0, start);
        return new String(start, StandardCharsets.ISO_8859_1);
    }
}
