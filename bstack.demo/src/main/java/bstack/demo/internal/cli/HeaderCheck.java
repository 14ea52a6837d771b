package bstack.demo.internal.cli;

import bstack.spi.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The check of a file's first 16 bytes alone, whatever comes after them; the file need not be free. */
final class HeaderCheck {
    private static final int SIZE = 16;
    private static final int STATE = 5;
    private static final int ZERO = 7;
    private static final int LENGTH = 8;
    private static final byte AT_REST = 1;
    private static final byte ATTACHED = (byte) 0x81;

    private HeaderCheck() {}

    /** {@return what is wrong with the header; the offsets are positions in the file less 16} */
    static List<Finding> of(Path file) throws IOException {
        byte[] header;
        try (InputStream in = Files.newInputStream(file)) {
            header = in.readNBytes(SIZE);
        }
        List<Finding> findings = new ArrayList<>();
        if (header.length < SIZE) {
            findings.add(new Finding(header.length - SIZE, "a header of 16 bytes", "the end of the file"));
            return findings;
        }
        ByteBuffer numbers = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        byte state = header[STATE];
        if (numbers.getInt(0) != ('B' | 'S' << 8 | 'T' << 16 | 'K' << 24)) {
            findings.add(new Finding(-SIZE, "\"BSTK\"", "%08x".formatted(Integer.reverseBytes(numbers.getInt(0)))));
        } else if (header[STATE - 1] != 0 || state != AT_REST && state != ATTACHED) {
            findings.add(new Finding(
                    STATE - 1 - SIZE, "format 0.1, with or without a journal", "0.%d".formatted(state & 0xff)));
        } else if (header[ZERO] != 0) {
            findings.add(new Finding(ZERO - SIZE, "0", String.valueOf(header[ZERO])));
        } else if (state == AT_REST && numbers.getLong(LENGTH) != Files.size(file) - SIZE) {
            findings.add(new Finding(
                    LENGTH - SIZE,
                    "the length of the payload, which is " + (Files.size(file) - SIZE),
                    String.valueOf(numbers.getLong(LENGTH))));
        }
        return findings;
    }
}
