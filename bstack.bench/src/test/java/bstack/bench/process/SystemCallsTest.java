package bstack.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.bench.Op;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemCallsTest {
    private static final String BEGIN =
            "11 newfstatat(AT_FDCWD, \"/bstack-bench-mark/begin/PUSH\", 0x7f, 0) = -1 ENOENT (No such file or directory)";
    private static final String END =
            "11 stat(\"/bstack-bench-mark/end/PUSH\", 0x7f) = -1 ENOENT (No such file or directory)";

    /** Counts what stands between the marks. */
    private static long between(String... lines) {
        List<String> all = new ArrayList<>();
        all.add("11 fdatasync(3) = 0");
        all.add(BEGIN);
        all.addAll(List.of(lines));
        all.add(END);
        all.add("11 fdatasync(3) = 0");
        return new SystemCalls(all).flushes(Op.PUSH).orElseThrow();
    }

    @Test
    void onlyWhatStandsBetweenTheMarksCounts() {
        assertEquals(0, between());
        assertEquals(2, between("11 fdatasync(3) = 0", "12 fsync(9) = 0"));
    }

    @Test
    void anOperationWithoutMarksHasNoCount() {
        assertTrue(
                new SystemCalls(List.of("11 fdatasync(3) = 0")).flushes(Op.PUSH).isEmpty());
    }

    @Test
    void aWriteThatIsToldToBeDurableIsAFlushAndAPlainOneIsNot() {
        assertEquals(
                1,
                between(
                        "11 pwritev2(5, [{iov_base=\"x\", iov_len=1}], 1, 4096, RWF_DSYNC) = 1",
                        "11 pwritev2(5, [{iov_base=\"x\", iov_len=1}], 1, 4096, 0) = 1",
                        "11 pwrite64(5, \"x\", 1, 0) = 1",
                        "11 write(5, \"x\", 1) = 1"));
    }

    @Test
    void anMsyncCountsIfItWaits() {
        assertEquals(
                1,
                between("11 msync(0x7f0000000000, 4096, MS_SYNC) = 0", "11 msync(0x7f0000000000, 4096, MS_ASYNC) = 0"));
    }

    @Test
    void writesToAFileThatWasOpenedToSyncCountUntilItIsClosed() {
        assertEquals(
                2,
                between(
                        "11 openat(AT_FDCWD, \"a\", O_WRONLY|O_DSYNC) = 8",
                        "11 openat(AT_FDCWD, \"b\", O_WRONLY) = 9",
                        "11 pwrite64(8, \"x\", 1, 0) = 1",
                        "11 write(8, \"x\", 1) = 1",
                        "11 write(9, \"x\", 1) = 1",
                        "11 close(8) = 0",
                        "11 openat(AT_FDCWD, \"c\", O_WRONLY) = 8",
                        "11 write(8, \"x\", 1) = 1"));
    }

    @Test
    void aCallThatIsInterruptedByAnotherThreadsCountsOnce() {
        assertEquals(
                2,
                between(
                        "11 openat(AT_FDCWD, \"a\", O_RDWR|O_SYNC <unfinished ...>",
                        "12 fdatasync(4 <unfinished ...>",
                        "11 <... openat resumed>) = 8",
                        "12 <... fdatasync resumed>) = 0",
                        "11 write(8, \"x\", 1) = 1"));
    }
}
