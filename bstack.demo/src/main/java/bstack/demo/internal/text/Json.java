package bstack.demo.internal.text;

import java.util.Collection;
import java.util.Map;

/** A value as JSON text on one line: maps, collections, strings, numbers, booleans, null. */
public final class Json {
    private Json() {}

    /** {@return the value as JSON} */
    public static String of(Object value) {
        StringBuilder json = new StringBuilder();
        append(value, json);
        return json.toString();
    }

    private static void append(Object value, StringBuilder json) {
        switch (value) {
            case null -> json.append("null");
            case Map<?, ?> map -> {
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
            }
            case Collection<?> list -> {
                json.append('[');
                String comma = "";
                for (Object element : list) {
                    json.append(comma);
                    append(element, json);
                    comma = ", ";
                }
                json.append(']');
            }
            case Number number -> json.append(number);
            case Boolean bool -> json.append(bool);
            default -> quote(value.toString(), json);
        }
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f) {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
