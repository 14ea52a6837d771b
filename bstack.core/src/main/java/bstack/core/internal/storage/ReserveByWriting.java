package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;

/** Reservation of space on a medium that cannot preallocate: real zeros after the end, taken back if they do not fit. */
final class ReserveByWriting {
    private ReserveByWriting() {}

    static void reserve(Storage storage, long end) throws IOException {
        long size = storage.size();
        if (end <= size) {
            return;
        }
        try {
            storage.resize(end);
            Zeros.write(storage, size, end);
        } catch (IOException e) {
            storage.resize(size);
            throw e;
        }
    }
}
