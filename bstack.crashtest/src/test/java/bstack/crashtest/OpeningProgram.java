package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import java.io.IOException;
import java.nio.file.Path;

/** A program that opens, or creates, a stack by the access that is named, and closes it. */
final class OpeningProgram {
    private OpeningProgram() {}

    public static void main(String[] arguments) throws IOException {
        BStackOptions.Access access = BStackOptions.Access.valueOf(arguments[1]);
        BStack.open(Path.of(arguments[0]), BStackOptions.defaults().access(access))
                .close();
    }
}
