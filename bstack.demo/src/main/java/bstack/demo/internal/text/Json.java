package bstack.demo.internal.text;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value as JSON text on one line: maps, collections, strings, numbers, booleans, null.
 *
 * <p>Whatever a terminal would obey is escaped by the rules of JSON, although JSON itself allows most of it unescaped.
 */
public final class Json {
    private final String text;

    private Json(String text) {
        this.text = text;
    }

    /** {@return the value as JSON} */
    public static Json of(@Nullable Object value) {
        StringBuilder json = new StringBuilder();
        append(value, json);
        return new Json(json.toString());
    }

    /** {@return the JSON text} */
    @Override
    public String toString() {
        return text;
    }

    private static void append(@Nullable Object value, StringBuilder json) {
        if (value instanceof Map<?, ?> map) {
            json.append('{');
            String comma = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.append(comma);
                quote(entry.getKey().toString(), json);
                json.append(": ");
                append(entry.getValue(), json);
                comma = ", ";
            }
            json.append('}');
        } else if (value instanceof Collection<?> list) {
            json.append('[');
            String comma = "";
            for (Object element : list) {
                json.append(comma);
                append(element, json);
                comma = ", ";
            }
            json.append(']');
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            json.append(value);
        } else {
            quote(value.toString(), json);
        }
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (Visible.isActive(c)) {
                for (char half : Character.toChars(c)) {
                    Visible.appendHex(json.append("\\u"), half, 4);
                }
            } else {
                json.appendCodePoint(c);
            }
        });
        json.append('"');
    }
}
