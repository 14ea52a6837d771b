package bstack.collections;

import org.jspecify.annotations.Nullable;

/** Thrown when a codec finds that a value has no bytes, or that bytes are no value. */
@SuppressWarnings("exports") // a user needs no JSpecify
public class CodecException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The id of the codec. */
    private final String codecId;

    /**
     * Creates the exception.
     *
     * @param codecId the id of the codec
     * @param reason what is wrong, a clause without a full stop
     */
    public CodecException(String codecId, String reason) {
        this(codecId, reason, null);
    }

    /**
     * Creates the exception with a cause.
     *
     * @param codecId the id of the codec
     * @param reason what is wrong, a clause without a full stop
     * @param cause what the codec has thrown, or null
     */
    public CodecException(String codecId, String reason, @Nullable Throwable cause) {
        super("codec %s: %s".formatted(codecId, reason), cause);
        this.codecId = codecId;
    }

    /** {@return the id of the codec} */
    public String codecId() {
        return codecId;
    }
}
