package bstack.demo.internal.cli;

import bstack.demo.internal.store.ValueSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A source of a value that shows how far it has been read.
 *
 * @param source the source itself
 * @param progress where it is shown
 */
record CountedSource(ValueSource source, Progress progress) implements ValueSource {
    @Override
    public long length() {
        return source.length();
    }

    @Override
    public InputStream open() throws IOException {
        return new FilterInputStream(source.open()) {
            private long done;

            @Override
            public int read() throws IOException {
                int b = super.read();
                count(b < 0 ? 0 : 1);
                return b;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int got = super.read(bytes, from, length);
                count(Math.max(0, got));
                return got;
            }

            private void count(int got) {
                done += got;
                progress.update(() -> progress.of(done, length()));
            }
        };
    }
}
