package bstack.testkit.storage;

import bstack.testkit.internal.process.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small file system for one program: it is mounted in a mount namespace of the program's own, so nobody else sees it,
 * and it is gone with the program, however that ends.
 *
 * <p>Needs Linux, the command {@code unshare}, and the right to mount: root's, or, for {@link #TMPFS}, that of user
 * namespaces.
 */
public enum SmallFileSystem {
    /** In memory, in pages of 4 KiB. */
    TMPFS(4 << 20, true, "mount -t tmpfs -o size=\"$1\" bstack \"$2\""),
    /** A disk's file system on a file, in blocks of 1 KiB, with a journal of its own. */
    EXT4(4 << 20, true, """
            truncate -s "$1" "$2.img" && mkfs.ext4 -q -F -b 1024 -m 0 "$2.img" &&
            mount -o loop "$2.img" "$2" && rm "$2.img\""""),
    /** A disk's file system on a file, at least 300 MiB, that copies what is overwritten where files share it. */
    XFS(300 << 20, true, """
            truncate -s "$1" "$2.img" && mkfs.xfs -q -f "$2.img" &&
            mount -o loop "$2.img" "$2" && rm "$2.img\""""),
    /** A file system on a file, at least 24 MiB, that copies all that is overwritten: there it may be full at any write. */
    BTRFS(24 << 20, false, """
            truncate -s "$1" "$2.img" && mkfs.btrfs -q -f --mixed "$2.img" &&
            mount -o loop "$2.img" "$2" && rm "$2.img\""""),
    /**
     * The same with copying switched off, for the folder and what is created in it. At least 128 MiB: only there data and
     * the file system's own trees have blocks of their own, without which a full one refuses overwrites all the same.
     */
    BTRFS_NOCOW(128 << 20, true, """
            truncate -s "$1" "$2.img" && mkfs.btrfs -q -f "$2.img" &&
            mount -o loop "$2.img" "$2" && rm "$2.img" && chattr +C "$2\"""");

    private final long least;
    private final boolean overwrites;
    private final String mount;

    SmallFileSystem(long least, boolean overwrites, String mount) {
        this.least = least;
        this.overwrites = overwrites;
        this.mount = mount;
    }

    /** {@return how many bytes it needs at least} */
    public long leastSize() {
        return least;
    }

    /** {@return whether what has been written can be overwritten when it is full, as the library assumes} */
    public boolean overwritesInPlace() {
        return overwrites;
    }

    /**
     * {@return the command line that mounts it and then runs a program, in which alone it can be seen}
     *
     * @param mountPoint an empty directory
     * @param size how many bytes it has, what it needs for itself included
     * @param program the program's own command line
     */
    public List<String> command(Path mountPoint, long size, List<String> program) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (!"root".equals(System.getProperty("user.name"))) {
            command.add("--map-root-user");
        }
        command.addAll(List.of(
                "sh",
                "-c",
                "(%s) && shift 2 && exec \"$@\"".formatted(mount),
                "sh",
                Long.toString(size),
                mountPoint.toString()));
        command.addAll(program);
        return command;
    }

    /**
     * Starts a JVM that runs a program of the tests, on everything that this one runs on, and alone sees the file system.
     *
     * @param mountPoint an empty directory
     * @param size how many bytes it has, what it needs for itself included
     * @param program a class with a main method
     * @param arguments what it is given
     * @return the process, whose standard error goes with its standard output
     * @throws IOException if it cannot be started
     */
    public Process start(Path mountPoint, long size, Class<?> program, String... arguments) throws IOException {
        return new ProcessBuilder(command(mountPoint, size, JavaProcess.command(program, arguments)))
                .redirectErrorStream(true)
                .start();
    }

    /**
     * {@return why it cannot be mounted here, to be said where a test is skipped; empty if it can}
     *
     * @param directory where a file system may be mounted for a moment
     * @throws IOException if nothing can be written there
     */
    public Optional<String> missing(Path directory) throws IOException {
        Path mountPoint = Files.createDirectory(directory.resolve("try-" + name()));
        try {
            Process process = new ProcessBuilder(command(mountPoint, least, List.of("true")))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0
                    ? Optional.empty()
                    : Optional.of("%s cannot be mounted here: %s".formatted(name(), said));
        } catch (IOException e) {
            return Optional.of("%s cannot be mounted here: %s".formatted(name(), e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted while trying to mount " + name());
        } finally {
            Files.deleteIfExists(mountPoint);
            Files.deleteIfExists(directory.resolve(mountPoint.getFileName() + ".img"));
        }
    }
}
