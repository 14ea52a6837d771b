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
    private static final String DISK_FULL = "No space left on device";

    private ErrorLine() {}

    /** {@return the failure in words, without the leading {@code bstack: }, with names as they are} */
    public static String of(Throwable failure) {
        return isDiskFull(failure) ? diskFull(failure) : describe(failure);
    }

    private static String describe(Throwable failure) {
        return switch (failure) {
            case CommandFailure e -> messageOf(e);
            case BStackLockedException e -> messageOf(e);
            case BStackCorruptException e -> messageOf(e);
            case BStackVersionException e -> messageOf(e);
            case BStackFailedException e -> messageOf(e);
            case UnknownAllocatorException e -> unknownAllocator(e);
            case NoSuchFileException e -> e.getFile() + ": no such file or folder";
            case AccessDeniedException e -> e.getFile() + ": permission denied";
            case FileAlreadyExistsException e -> e.getFile() + ": exists already";
            case NotDirectoryException e -> e.getFile() + ": not a folder";
            case FileSystemLoopException e -> e.getFile() + ": a loop of links";
            case FileSystemException e -> e.getReason() != null ? e.getFile() + ": " + e.getReason() : messageOf(e);
            case IOException e -> messageOf(e);
            case OutOfMemoryError e -> "out of memory: give the JVM more, for example BSTACK_JAVA_OPTS=-Xmx4g";
            default -> internal(failure);
        };
    }

    private static String messageOf(IOException failure) {
        return failure.getMessage() != null ? failure.getMessage() : internal(failure);
    }

    private static String internal(Throwable failure) {
        return "internal error: " + failure;
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
