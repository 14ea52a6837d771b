package bstack.demo.internal.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The source of a value to be stored: its length, and its bytes, once.
 *
 * <p>The length is known before the first byte is asked for, because the heap allocates the value's slice first.
 */
public interface ValueSource {
    /** {@return the length in bytes} */
    long length();

    /**
     * {@return the bytes, exactly {@link #length()} of them; the store reads them inside its transaction and closes the
     * stream}
     *
     * @throws IOException if the source cannot be read
     */
    InputStream open() throws IOException;

    /** {@return a source for a value in memory} */
    static ValueSource of(byte[] value) {
        return new ValueSource() {
            @Override
            public long length() {
                return value.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(value);
            }
        };
    }
}
