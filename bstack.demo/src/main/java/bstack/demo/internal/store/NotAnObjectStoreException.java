package bstack.demo.internal.store;

import java.io.IOException;

/** Thrown when a heap is sound but holds no object store, so that using it as one would destroy what it does hold. */
public class NotAnObjectStoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param path the file, or a name for the medium
     * @param why what shows that it is no store, a clause without a full stop
     */
    public NotAnObjectStoreException(String path, String why) {
        super("%s contains no object store: %s; make one with 'bstack create'".formatted(path, why));
    }
}
