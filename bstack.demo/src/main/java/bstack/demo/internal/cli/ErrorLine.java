package bstack.demo.internal.cli;

import bstack.core.BStackCorruptException;
import bstack.core.BStackFailedException;
import bstack.core.BStackLockedException;
import bstack.core.BStackVersionException;
import bstack.spi.UnknownAllocatorException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/** What a failure says to the user: one line once it is made visible, never a stack trace. */
public final class ErrorLine {
    static final String DISK_FULL = "No space left on device";

    private ErrorLine() {}

    /** {@return the failure in words, without the leading {@code bstack: }, with names as they are} */
    public static String of(Throwable failure) {
        return isDiskFull(failure) ? diskFull(failure) : describe(failure);
    }

    private static String describe(Throwable failure) {
        if (isSelfExplanatory(failure)) {
            return messageOf(failure);
        }
        if (failure instanceof UnknownAllocatorException unknown) {
            return unknownAllocator(unknown);
        }
        if (failure instanceof FileSystemException e && ofFile(e) != null) {
            return e.getFile() + ": " + ofFile(e);
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory: give the JVM more, for example BSTACK_JAVA_OPTS=-Xmx4g";
        }
        return failure instanceof IOException e ? messageOf(e) : internal(failure);
    }

    private static boolean isSelfExplanatory(Throwable failure) {
        return failure instanceof CommandFailure
                || failure instanceof BStackLockedException
                || failure instanceof BStackCorruptException
                || failure instanceof BStackVersionException
                || failure instanceof BStackFailedException;
    }

    /** {@return what is wrong with a file, or null if the exception does not say} */
    private static String ofFile(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "exists already";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a folder";
        }
        return failure instanceof FileSystemLoopException ? "a loop of links" : failure.getReason();
    }

    private static String messageOf(Throwable failure) {
        return failure.getMessage() != null ? failure.getMessage() : internal(failure);
    }

    private static String internal(Throwable failure) {
        return "internal error: " + failure;
    }

    /** {@return whether a failure is a mistake of the command, rather than of its user, the file or the system} */
    static boolean isBug(Throwable failure) {
        return of(failure).startsWith("internal error: ");
    }

    private static String unknownAllocator(UnknownAllocatorException e) {
        List<String> names = e.installed().stream().map(a -> a.split(" ", 2)[0]).toList();
        return "%s: %s; installed: %s; put the jars of others into a folder, and name it in BSTACK_MODULES"
                .formatted(e.path(), e.found(), names.isEmpty() ? "no allocator" : String.join(", ", names));
    }

    private static boolean isDiskFull(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t.getMessage() != null && t.getMessage().contains(DISK_FULL)) {
                return true;
            }
        }
        return false;
    }

    private static String diskFull(Throwable failure) {
        String text = describe(failure);
        return text.contains(DISK_FULL) ? text : text + ": " + DISK_FULL;
    }
}
