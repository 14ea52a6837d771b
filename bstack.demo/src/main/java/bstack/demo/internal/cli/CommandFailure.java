package bstack.demo.internal.cli;

import java.io.IOException;

/** Thrown by a command that cannot do what was asked; the message is the line that the user reads. */
public final class CommandFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public CommandFailure(String message) {
        super(message);
    }
}
