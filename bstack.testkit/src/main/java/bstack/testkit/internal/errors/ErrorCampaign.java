package bstack.testkit.internal.errors;

import bstack.testkit.internal.campaign.Volume;
import bstack.testkit.internal.process.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Errors in the process: an OutOfMemoryError or a StackOverflowError is thrown at each place of the library where one
 * could be, one place after the other, in every kind of operation, once and from then on. It runs in a JVM of its own,
 * in which an agent has rewritten the classes under test, so the build need not load one.
 *
 * <p>What must hold: a call that throws has changed nothing, or the stack has failed, and is refused to everybody until
 * it is opened again; then it holds the state before or after that call. Nobody hangs, and {@code close} gives back what
 * was held. System properties set the volume, and repeat a single case; docs/testing/how-to.md lists them.
 */
public final class ErrorCampaign {
    private static final String STACK = "bstack.core,bstack.spi";

    private final String woven;
    private final List<String> arguments = new ArrayList<>();

    private ErrorCampaign(String woven) {
        this.woven = woven;
    }

    /** {@return a campaign over a stack} */
    public static ErrorCampaign forStack() {
        return new ErrorCampaign(STACK);
    }

    /**
     * {@return a campaign over an allocator}
     *
     * @param contract the class that tests it; its JVM makes another instance, by a constructor without parameters
     * @param maker the class whose static method {@code of} makes a factory for the contract's name
     * @param woven prefixes of the names of the allocator's classes
     */
    public static ErrorCampaign forAllocator(Class<?> contract, Class<?> maker, List<String> woven) {
        ErrorCampaign campaign = new ErrorCampaign(STACK + "," + String.join(",", woven) + ",!" + contract.getName());
        campaign.arguments.addAll(List.of(maker.getName(), contract.getName()));
        return campaign;
    }

    /**
     * {@return a campaign over a layer above a heap}
     *
     * @param scenarios the class whose static method {@code all} makes the {@link LayerScenario}s, in its JVM
     * @param woven prefixes of the names of the layer's classes
     */
    public static ErrorCampaign forLayer(Class<?> scenarios, List<String> woven) {
        ErrorCampaign campaign = new ErrorCampaign(STACK + "," + String.join(",", woven));
        campaign.arguments.add(scenarios.getName());
        return campaign;
    }

    /** {@return why this JVM cannot run it; empty if it can} */
    public static Optional<String> whyNot() {
        return ErrorAgent.isPossible()
                ? Optional.empty()
                : Optional.of("rewriting classes wants java.lang.classfile, of JDK 24 or newer");
    }

    /**
     * Runs it.
     *
     * @param directory where the agent's jar may lie, and files
     * @param defaultCases how many sites of each scenario and mode are tried, unless the property
     *     {@code bstack.errors} says otherwise
     * @return a line that says what was done
     * @throws AssertionError if something does not hold; the message says how to repeat it
     * @throws IOException if the JVM does not run
     */
    public String run(Path directory, int defaultCases) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JavaProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx256m",
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-Dslf4j.internal.verbosity=ERROR",
                "--enable-native-access=ALL-UNNAMED",
                "-javaagent:" + ErrorAgent.jar(directory) + "=" + woven));
        command.addAll(ErrorProgram.inheritedOptions());
        command.addAll(List.of("-cp", JavaProcess.classPath(), ErrorProcess.class.getName()));
        command.add(Integer.toString(Volume.of(defaultCases)));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return ended(process, output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String ended(Process process, BufferedReader output) throws IOException {
        StringBuilder all = new StringBuilder();
        String last = "";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            all.append(line).append('\n');
            last = line;
        }
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError("errors in the process:\n" + all);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return last;
    }
}
