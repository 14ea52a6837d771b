package com.example.jobs;

import bstack.collections.Claim;
import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.EntryVisitor;
import bstack.collections.HeapRoot;
import bstack.collections.KeyRange;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The jobs of a file: a map of them, a queue of those that wait, an index by state, and a counter. Every change of them is
 * one transaction, so they always agree. Thread-safe.
 */
final class JobStore implements Closeable {
    /** The process holds a job for so long. If it dies, the job is free at once, for leases die with it. */
    private static final Duration LEASE = Duration.ofDays(365);

    private final BStackAllocator heap;
    private final BStack stack;
    private final DurableMap<Long, Job> jobs;
    private final DurableQueue<Long> waiting;
    /** A state, a slash, and the number of a job, in the order of these. */
    private final DurableMap<String, Long> byState;

    private final DurableMap<String, Long> counters;

    private JobStore(BStackAllocator heap) throws IOException {
        this.heap = heap;
        this.stack = heap.stack();
        HeapRoot root = HeapRoot.open(heap);
        jobs = root.map("jobs", Codec.int64(), Job.CODEC);
        waiting = root.queue("waiting", Codec.int64());
        byState = root.map("by state", Codec.utf8(), Codec.int64());
        counters = root.map("counters", Codec.utf8(), Codec.int64());
    }

    /** Opens the jobs of a file, which is made if it is missing. */
    static JobStore open(Path file) throws IOException {
        BStackAllocator heap = BStackAllocators.create(file, "first-fit");
        try {
            return new JobStore(heap);
        } catch (Throwable e) {
            heap.close();
            throw e;
        }
    }

    /** Adds commands: all of them, or none. */
    void add(List<String> commands) throws IOException {
        stack.transact(() -> {
            for (String command : commands) {
                long number = counters.asMap().merge("jobs", 1L, Long::sum);
                Job job = Job.waiting(command);
                jobs.put(number, job);
                byState.put(key(job, number), number);
                waiting.add(number);
            }
        });
    }

    /** {@return a job that waits, which nobody else gets as long as this process lives; or null if none waits} */
    Claim<Long> claim() throws IOException {
        return waiting.claim(LEASE);
    }

    /** Records what has become of a job, and that it does not wait any more: both, or neither. */
    void end(Claim<Long> claim, Job ended) throws IOException {
        stack.transact(() -> {
            replace(claim.value(), ended);
            claim.complete();
        });
    }

    /** Lets all jobs that have failed wait again. */
    void retry() throws IOException {
        stack.transact(() -> byState.forEach(KeyRange.prefix(Job.State.FAILED + "/"), (key, number) -> {
            replace(number, Job.waiting(jobs.get(number).command()));
            waiting.add(number);
        }));
    }

    private void replace(long number, Job job) throws IOException {
        byState.remove(key(jobs.put(number, job), number));
        byState.put(key(job, number), number);
    }

    /** {@return a job, or null} */
    Job get(long number) throws IOException {
        return jobs.get(number);
    }

    /** Shows the jobs of a state, in the order of their numbers. */
    void forEach(Job.State state, EntryVisitor<Long, Job> visitor) throws IOException {
        byState.forEach(KeyRange.prefix(state + "/"), (key, number) -> visitor.visit(number, jobs.get(number)));
    }

    private static String key(Job job, long number) {
        return "%s/%019d".formatted(job.state(), number);
    }

    @Override
    public void close() throws IOException {
        heap.close();
    }
}
