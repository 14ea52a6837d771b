package bstack.demo.internal.cli.structure;

import bstack.collections.Codec;
import bstack.demo.internal.cli.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;

/** Keys and values that an argument names, in the bytes of a codec. */
final class TextBytes {
    private static final Set<String> KNOWN = Set.of("utf8", "bytes", "int64", "int32", "uuid");

    private TextBytes() {}

    /** {@return whether the command can make what a codec stores} */
    static boolean isKnown(String id) {
        return KNOWN.contains(id);
    }

    /** {@return the bytes that a text stands for} */
    static byte[] of(String codec, String text) throws CommandFailure {
        try {
            return switch (codec) {
                case "int64" -> Codec.int64().encode(Long.parseLong(text));
                case "int32" -> Codec.int32().encode(Integer.parseInt(text));
                case "uuid" -> Codec.uuid().encode(UUID.fromString(text));
                case "utf8" -> Codec.utf8().encode(text);
                case "bytes" -> text.getBytes(StandardCharsets.UTF_8);
                default ->
                    throw new CommandFailure(
                            "the codec '%s' is a program's own: the command can show what it has made,".formatted(codec)
                                    + " and cannot make it");
            };
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("'%s' is nothing that the codec %s can store".formatted(text, codec));
        }
    }

    /** {@return bytes that a program gave, after a check that the codec can have made them} */
    static byte[] ofInput(String codec, byte[] input) throws CommandFailure {
        if (codec.equals("bytes")) {
            return input;
        }
        String text = new String(input, StandardCharsets.UTF_8);
        return of(codec, codec.equals("utf8") ? text : text.strip());
    }
}
