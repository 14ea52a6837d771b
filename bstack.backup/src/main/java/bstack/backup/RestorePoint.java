package bstack.backup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which state is to be restored. Immutable. */
public final class RestorePoint {
    private final long number;
    private final @Nullable Instant time;
    private final boolean soundPart;

    private RestorePoint(long number, @Nullable Instant time, boolean soundPart) {
        this.number = number;
        this.time = time;
        this.soundPart = soundPart;
    }

    /** {@return the newest state} */
    public static RestorePoint latest() {
        return new RestorePoint(Long.MAX_VALUE, null, false);
    }

    /**
     * {@return the state of a number}
     *
     * @param number the chain's number, as in {@link BackupPoint}
     */
    public static RestorePoint number(long number) {
        return new RestorePoint(number, null, false);
    }

    /**
     * {@return the newest state that is not younger than a time}
     *
     * @param time the time
     */
    public static RestorePoint time(Instant time) {
        return new RestorePoint(Long.MAX_VALUE, time, false);
    }

    /**
     * {@return the same, or, where the chain is damaged before it, the last state before the damage} Without this, a
     * restore from a damaged chain is refused.
     */
    public RestorePoint orLastSound() {
        return new RestorePoint(number, time, true);
    }

    /** {@return the number, the largest long for no limit} */
    long limit() {
        return number;
    }

    /** {@return the time in milliseconds, the largest long for no limit} */
    long millis() {
        return time == null ? Long.MAX_VALUE : time.toEpochMilli();
    }

    boolean takesSoundPart() {
        return soundPart;
    }

    /** {@return what is to be restored, for messages} */
    @Override
    public String toString() {
        if (time != null) {
            return "the state of " + time;
        }
        return number == Long.MAX_VALUE ? "the newest state" : "state " + number;
    }
}
