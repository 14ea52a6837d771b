package bstack.testkit.internal.failure;

import bstack.core.BStack;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.process.Strace;
import bstack.testkit.internal.process.TracedThread;
import bstack.testkit.storage.StorageCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A file of which strace makes a system call fail, in the thread that uses it. */
final class TracedFile implements FailingMedium {
    private final Path path;
    private final TracedThread thread;
    private final FileFault fault;
    private final String call;

    /**
     * Creates the medium.
     *
     * @param thread the current thread, with strace attached
     * @param call the system call of which one fails
     * @param fault in what way
     */
    TracedFile(Path path, TracedThread thread, String call, FileFault fault) {
        this.path = path;
        this.thread = thread;
        this.call = call;
        this.fault = fault;
    }

    @Override
    public BStack open() throws IOException {
        return BStack.open(path, KillCampaign.ONE_THREAD);
    }

    /** {@return whether the call has failed by now} */
    boolean isHit() throws IOException {
        return thread.calls().stream().anyMatch(line -> line.startsWith(call + "(") && line.endsWith("(INJECTED)"));
    }

    @Override
    public Set<StorageCall> failed() throws IOException {
        return fault.counts() && isHit() ? FileFault.kinds(Set.of(call)) : Set.of();
    }

    @Override
    public long calls() throws IOException {
        List<String> lines = thread.calls();
        Set<String> changing = new HashSet<>(Strace.CHANGING);
        return lines.stream()
                .filter(line -> changing.contains(line.substring(0, line.indexOf('('))))
                .count();
    }

    /** It sets the size as well, to meet a limit. */
    @Override
    public Set<StorageCall> reserving() {
        return Set.of(StorageCall.RESERVE, StorageCall.RESIZE);
    }

    /** An attach begins with a write of what is there already, which a file system that copies may have no space for. */
    @Override
    public Set<StorageCall> refusing() {
        return fault.wantsSpace() ? Set.of(StorageCall.RESERVE, StorageCall.RESIZE, StorageCall.WRITE) : reserving();
    }

    @Override
    public boolean wantsSpace() {
        return fault.wantsSpace();
    }

    @Override
    public void heal() {
        thread.detach();
    }
}
