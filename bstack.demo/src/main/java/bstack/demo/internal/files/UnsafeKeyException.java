package bstack.demo.internal.files;

import java.io.IOException;

/** Thrown for a key that is no file name, or that would lead out of the folder it is exported to. */
final class UnsafeKeyException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsafeKeyException(String why) {
        super("it cannot be a file name: " + why);
    }
}
