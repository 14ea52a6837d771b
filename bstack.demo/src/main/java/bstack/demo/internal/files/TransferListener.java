package bstack.demo.internal.files;

import bstack.demo.internal.store.Key;
import java.io.IOException;

/** The listener of an import or export. Calls may come from several threads, but only one at a time. */
public interface TransferListener {
    /**
     * An object has arrived: in an import its transaction is durable, in an export its file is in place.
     *
     * @throws IOException to end the transfer
     */
    void done(Key key, Totals soFar) throws IOException;

    /**
     * Something was left out; the transfer goes on.
     *
     * @param what a path or a key, in the form of {@link bstack.demo.internal.text.ByteText}
     */
    void skipped(String what, IOException why);

    /**
     * How far a transfer has come, or what it has done in all.
     *
     * @param files files, folders and links
     * @param bytes content of files
     * @param expectedFiles how many files there are to do
     * @param expectedBytes how many bytes there are to do
     */
    record Totals(long files, long bytes, long expectedFiles, long expectedBytes) {
        /** {@return the totals after one more file of this length} */
        Totals plus(long length) {
            return new Totals(files + 1, bytes + length, expectedFiles, expectedBytes);
        }
    }
}
