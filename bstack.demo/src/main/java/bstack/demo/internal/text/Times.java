package bstack.demo.internal.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people read them. */
public final class Times {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private Times() {}

    /**
     * {@return a time to the second, as {@code 2026-11-26 09:30:00}, in the system's time zone; the first and the last
     * year that an instant can be in have no local time and are shown in UTC, as {@code
     * +1000000000-12-31T23:59:59.999999999Z}}
     */
    public static String local(Instant time) {
        try {
            return LOCAL.format(time.atZone(ZoneId.systemDefault()));
        } catch (DateTimeException e) {
            return time.toString();
        }
    }
}
