package com.example.jobs;

import bstack.collections.Claim;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs the commands of a list, each until it has ended. Kill it at any moment, and start it again: what has ended is not
 * run again, and what had not ended is.
 *
 * <pre>
 *   jobs FILE add &lt; COMMANDS     adds the lines of the standard input, all or none
 *   jobs FILE run [WORKERS]       runs what waits, so many at a time
 *   jobs FILE list                shows all jobs
 *   jobs FILE show NUMBER         shows what a job has printed
 *   jobs FILE retry               lets what has failed wait again
 * </pre>
 */
public final class Main {
    private static final int KEPT = 10_000;

    private Main() {}

    /**
     * Runs the program.
     *
     * @param arguments as above
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2) {
            System.err.println("usage: jobs FILE add|run|list|show|retry");
            System.exit(2);
        }
        try (JobStore store = JobStore.open(Path.of(arguments[0]))) {
            switch (arguments[1]) {
                case "add" -> store.add(lines(System.in));
                case "run" -> run(store, arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1);
                case "list" -> list(store);
                case "show" -> show(store, Long.parseLong(arguments[2]));
                case "retry" -> store.retry();
                default -> System.err.println("jobs: no such command: " + arguments[1]);
            }
        } catch (IOException e) {
            System.err.println("jobs: " + e.getMessage());
            System.exit(1);
        }
    }

    private static List<String> lines(InputStream in) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank()).toList();
        }
    }

    private static void run(JobStore store, int workers) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            running.add(pool.submit(() -> {
                work(store);
                return null;
            }));
        }
        pool.shutdown();
        for (Future<?> worker : running) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException cause ? cause : e;
            }
        }
    }

    private static void work(JobStore store) throws IOException, InterruptedException {
        for (Claim<Long> claim = store.claim(); claim != null; claim = store.claim()) {
            try (Claim<Long> mine = claim) { // given back if something is thrown
                Job ended = execute(store.get(mine.value()));
                store.end(mine, ended);
                System.out.println(line(mine.value(), ended));
            }
        }
    }

    private static Job execute(Job job) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", job.command())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .start();
        byte[] printed = process.getInputStream().readNBytes(KEPT);
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        return job.ended(process.waitFor(), new String(printed, StandardCharsets.UTF_8));
    }

    private static void list(JobStore store) throws IOException {
        for (Job.State state : Job.State.values()) {
            store.forEach(state, (number, job) -> System.out.println(line(number, job)));
        }
    }

    private static String line(long number, Job job) {
        return "%d %s %d %s".formatted(number, job.state(), job.exit(), job.command());
    }

    private static void show(JobStore store, long number) throws IOException {
        Job job = store.get(number);
        if (job == null) {
            throw new IOException("there is no job " + number);
        }
        System.out.println(line(number, job));
        System.out.print(job.output());
    }
}
