package bstack.testkit.internal.failure;

import bstack.testkit.storage.StorageCall;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** In what way a system call is made to fail, as strace writes it. */
enum FileFault {
    EIO("error=EIO", false, "pwrite64", "pwritev2", "fdatasync", "ftruncate", "fallocate", "pread64", "lseek"),
    EIO_FROM_NOW("error=EIO", true, "pwrite64", "pwritev2", "fdatasync", "ftruncate", "fallocate", "pread64", "lseek"),
    NO_SPACE("error=ENOSPC", false, "pwrite64", "pwritev2", "fdatasync", "ftruncate", "fallocate"),
    NO_SPACE_FROM_NOW("error=ENOSPC", true, "pwrite64", "pwritev2", "fdatasync", "ftruncate", "fallocate"),
    QUOTA("error=EDQUOT", false, "fallocate", "ftruncate", "pwritev2"),
    TOO_LARGE("error=EFBIG", false, "fallocate", "ftruncate", "pwritev2"),
    READ_ONLY("error=EROFS", false, "fallocate", "ftruncate", "pwritev2", "fdatasync"),
    /** The kernel, the file system, or a filter of system calls knows no such call: others do its work. */
    NOT_PERMITTED("error=EPERM", true, "pwritev2", "fallocate"),
    NO_SUCH_CALL("error=ENOSYS", true, "pwritev2", "fallocate"),
    INVALID("error=EINVAL", true, "pwritev2", "fallocate"),
    /** A write that writes nothing at all; it is told from a short one, which goes on. */
    NOTHING_WRITTEN("retval=0", false, "pwrite64", "pwritev2"),
    /** A signal has come: the call is made again, and nobody hears of it. */
    INTERRUPTED("error=EINTR", false, "pwrite64", "pwritev2", "fdatasync", "ftruncate", "fallocate", "pread64"),
    /** Without a mapping the file is read by calls. */
    NO_MAPPING("error=ENOMEM", false, "mmap");

    private static final Map<String, StorageCall> KINDS = Map.of(
            "pwrite64", StorageCall.WRITE,
            "pwritev2", StorageCall.DURABLE_WRITE,
            "fdatasync", StorageCall.SYNC,
            "ftruncate", StorageCall.RESIZE,
            "fallocate", StorageCall.RESERVE,
            "pread64", StorageCall.READ,
            "lseek", StorageCall.SIZE);

    private final String injection;
    private final boolean forEver;
    private final List<String> calls;

    FileFault(String injection, boolean forEver, String... calls) {
        this.injection = injection;
        this.forEver = forEver;
        this.calls = List.of(calls);
    }

    /** {@return the names of the calls that can fail so} */
    List<String> calls() {
        return calls;
    }

    /** {@return whether the stack must notice} */
    boolean counts() {
        return switch (this) {
            case INTERRUPTED, NO_MAPPING, NOT_PERMITTED, NO_SUCH_CALL, INVALID -> false;
            default -> true;
        };
    }

    /** {@return whether it says that there is no space} */
    boolean wantsSpace() {
        return switch (this) {
            case NO_SPACE, NO_SPACE_FROM_NOW, QUOTA, TOO_LARGE -> true;
            default -> false;
        };
    }

    /** {@return what strace is told to make the n-th call of a name fail} */
    String inject(String call, int n) {
        return "%s:%s:when=%d%s".formatted(call, injection, n, forEver ? "+" : "");
    }

    /** {@return the calls of a storage that a set of system calls stands for} */
    static Set<StorageCall> kinds(Set<String> calls) {
        return Set.copyOf(calls.stream().map(KINDS::get).toList());
    }
}
