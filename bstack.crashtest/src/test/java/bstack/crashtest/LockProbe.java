package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackLockedException;
import java.io.IOException;
import java.nio.file.Path;

/** A program that says whether a file is locked. */
final class LockProbe {
    static final String LOCKED = "locked";

    private LockProbe() {}

    public static void main(String[] arguments) throws IOException {
        try {
            BStack.openReadOnly(Path.of(arguments[0])).close();
            System.out.println("free");
        } catch (BStackLockedException e) {
            System.out.println(LOCKED);
        }
    }
}
