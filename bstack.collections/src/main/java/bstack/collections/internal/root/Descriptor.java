package bstack.collections.internal.root;

import static java.nio.charset.StandardCharsets.UTF_8;

import bstack.collections.internal.format.Bytes;
import bstack.collections.internal.format.DirectoryLayout;
import bstack.collections.internal.format.TreeKind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What the directory says of a structure. See {@link DirectoryLayout}.
 *
 * @param kind what it is
 * @param header the start of its header
 * @param id its id
 * @param codecs the ids of its codecs
 */
public record Descriptor(TreeKind kind, long header, long id, List<String> codecs) {

    /** {@return the value in the directory} */
    byte[] encode() {
        byte[] fixed = new byte[DirectoryLayout.FIRST_CODEC];
        fixed[DirectoryLayout.KIND] = (byte) kind.code();
        Bytes.putLong(fixed, DirectoryLayout.HEADER, header);
        Bytes.putLong(fixed, DirectoryLayout.ID, id);
        fixed[DirectoryLayout.CODECS] = (byte) codecs.size();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(fixed);
        for (String codec : codecs) {
            byte[] bytes = codec.getBytes(UTF_8);
            all.write(bytes.length);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    /**
     * {@return what a value in the directory says}
     *
     * @throws IllegalArgumentException if it says nothing; the message says why
     */
    public static Descriptor decode(byte[] value) {
        try {
            TreeKind kind = TreeKind.ofCode(value[DirectoryLayout.KIND]);
            if (kind == null || kind == TreeKind.DIRECTORY) {
                throw new IllegalArgumentException("a structure of kind " + value[DirectoryLayout.KIND]);
            }
            List<String> codecs = new ArrayList<>();
            int at = DirectoryLayout.FIRST_CODEC;
            for (int i = value[DirectoryLayout.CODECS]; i > 0; i--) {
                int length = value[at] & 0xFF;
                if (at + 1 + length > value.length) {
                    throw new IllegalArgumentException("the id of a codec that is cut off");
                }
                codecs.add(new String(value, at + 1, length, UTF_8));
                at += 1 + length;
            }
            return new Descriptor(
                    kind,
                    Bytes.getLong(value, DirectoryLayout.HEADER),
                    Bytes.getLong(value, DirectoryLayout.ID),
                    List.copyOf(codecs));
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("an entry of " + value.length + " bytes", e);
        }
    }

    /** {@return the same structure with its header at another place} */
    Descriptor movedTo(long start) {
        return new Descriptor(kind, start, id, codecs);
    }
}
