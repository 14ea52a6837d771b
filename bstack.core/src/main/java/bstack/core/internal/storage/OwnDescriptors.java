package bstack.core.internal.storage;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Which files this JVM has locked, as Linux lists it: by this copy of the library, by another copy in another class loader,
 * or by the program. It is the registry for the whole JVM. Nothing must be given back to it, whatever fails. Where there
 * is no {@code /proc} it is empty.
 *
 * <p>What copies have locked by portable access stays as it is for those who hold {@link FileKeys#monitor}.
 */
final class OwnDescriptors {
    /** Set in a JVM where a file has been opened by portable access. */
    static final String ANNOUNCEMENT = "bstack.core.portable";

    // How a file is locked. Not an enum, whose initialiser needs memory: what fails there fails for good (decision 54).
    /** It is not. */
    static final int NONE = 0;
    /** By readers. */
    static final int SHARED = 1;
    /** By a writer. */
    static final int EXCLUSIVE = 2;

    private static final String GUARDED = "true";
    private static final String UNGUARDED = "without lock file";

    private static final String PROCESS = "/proc/self/";
    private static final String REMOVED = " (deleted)";

    private OwnDescriptors() {}

    /** {@return whether a use keeps others from opening the file} */
    static boolean excludes(int use, boolean readOnly) {
        return use == EXCLUSIVE || use == SHARED && !readOnly;
    }

    /** Lets all copies of this library in this JVM know that a file may be open by portable access. */
    static void announcePortable() {
        if (NativeAccess.isLinux() && !isPortableAnnounced()) {
            announce(() -> System.getProperties().putIfAbsent(ANNOUNCEMENT, GUARDED));
        }
    }

    /** Lets them know as well that a reader with portable access may be without a lock file. */
    static void announceUnguarded() {
        announce(() -> System.setProperty(ANNOUNCEMENT, UNGUARDED));
    }

    private static void announce(Runnable setting) {
        try {
            setting.run();
        } catch (SecurityException | UnsupportedOperationException e) {
            Log.debug(Log.STORAGE, "other copies of this library in this JVM cannot be told: {}", e.toString());
        }
    }

    /** {@return whether a copy of this library in this JVM has opened a file by portable access} */
    static boolean isPortableAnnounced() {
        return System.getProperty(ANNOUNCEMENT) != null;
    }

    /** {@return whether a reader among these was without a lock file} */
    static boolean isUnguardedAnnounced() {
        return UNGUARDED.equals(System.getProperty(ANNOUNCEMENT));
    }

    /** {@return how this JVM has locked a file itself, under whatever name, by a lock of fcntl, as channels take it} */
    static int byChannels(Object fileKey) {
        return most(number -> ofFile(number, fileKey, "POSIX"));
    }

    /** {@return how this JVM has locked the file beside a stack's, under whatever name the stack was opened} */
    static int beside(Path stack) {
        if (!NativeAccess.isLinux()) {
            return NONE;
        }
        try {
            String end = "/" + LockBeside.nameFor(Files.getAttribute(stack, "unix:ino"));
            Object device = Files.getAttribute(stack, "unix:dev");
            return most(number -> ofBeside(number, end, device));
        } catch (IOException e) {
            return NONE; // It was removed meanwhile, as the open that asks finds out.
        }
    }

    /** {@return whether a lock that this JVM has keeps it from opening a file once more} */
    static boolean exclude(Path stack, boolean readOnly) {
        try {
            Object key = FileKeys.ofRegularFile(stack);
            return key != null
                    && (excludes(beside(stack), readOnly)
                            || excludes(most(number -> ofFile(number, key, "")), readOnly));
        } catch (IOException e) {
            return false;
        }
    }

    /** What a descriptor is asked for. */
    @FunctionalInterface
    private interface Question {
        int ask(String number) throws IOException;
    }

    private static int most(Question question) {
        // Opens and closes the folder in one call, so that no error can come between.
        String[] numbers = NativeAccess.isLinux() ? new File(PROCESS + "fd").list() : null;
        int most = NONE;
        for (int i = 0; numbers != null && i < numbers.length; i++) {
            int next = NONE;
            try {
                next = question.ask(numbers[i]);
            } catch (IOException | SecurityException e) {
                continue; // It was closed meanwhile, or this program may not look.
            }
            most = Math.max(most, next);
        }
        return most;
    }

    private static int ofFile(String number, Object fileKey, String kind) throws IOException {
        if (!name(number).startsWith("/")) {
            return NONE;
        }
        int locked = locked(number, kind);
        if (locked == NONE) {
            return NONE;
        }
        Object key = Files.readAttributes(descriptor(number), BasicFileAttributes.class)
                .fileKey();
        return fileKey.equals(key) ? locked : NONE;
    }

    /** One that has lost its lock counts as well: nobody else opens such a file. */
    private static int ofBeside(String number, String end, Object device) throws IOException {
        String name = name(number);
        String path = name.endsWith(REMOVED) ? name.substring(0, name.length() - REMOVED.length()) : name;
        if (!path.endsWith(end) || !device.equals(Files.getAttribute(descriptor(number), "unix:dev"))) {
            return NONE;
        }
        int locked = locked(number, "");
        return locked == NONE ? EXCLUSIVE : locked;
    }

    private static Path descriptor(String number) {
        return Path.of(PROCESS, "fd", number);
    }

    /** {@return the path of what is open, or what it is} This does not ask its file system, which may not answer. */
    private static String name(String number) throws IOException {
        return Files.readSymbolicLink(descriptor(number)).toString();
    }

    /** A line of a lock is, for example, {@code lock: 1: POSIX  ADVISORY  WRITE 4711 fe:00:2146383 0 EOF}. */
    private static int locked(String number, String kind) throws IOException {
        int most = NONE;
        String info = Files.readString(Path.of(PROCESS, "fdinfo", number), StandardCharsets.ISO_8859_1);
        for (String line : info.split("\n")) {
            if (line.startsWith("lock:") && line.contains(kind)) {
                most = line.contains(" WRITE ") ? EXCLUSIVE : most == NONE ? SHARED : most;
            }
        }
        return most;
    }
}
