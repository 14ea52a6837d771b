package bstack.demo.internal.heap;

import bstack.collections.Codec;
import bstack.demo.internal.text.ByteText;
import java.util.HexFormat;

/** Keys and values as text, by the ids of the codecs that have made them. */
public final class KeyText {
    private KeyText() {}

    /** {@return what the bytes say; bytes of an unknown codec are shown as text if they are some, or else in hexadecimal} */
    public static String of(String codec, byte[] bytes) {
        try {
            return switch (codec) {
                case "int64" -> String.valueOf(Codec.int64().decode(bytes));
                case "int32" -> String.valueOf(Codec.int32().decode(bytes));
                case "uuid" -> String.valueOf(Codec.uuid().decode(bytes));
                case "utf8" -> Codec.utf8().decode(bytes);
                default -> isText(bytes) ? ByteText.of(bytes) : HexFormat.of().formatHex(bytes);
            };
        } catch (IllegalArgumentException e) {
            return HexFormat.of().formatHex(bytes);
        }
    }

    private static boolean isText(byte[] bytes) {
        for (byte b : bytes) {
            if (b >= 0 && b < ' ' || b == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
