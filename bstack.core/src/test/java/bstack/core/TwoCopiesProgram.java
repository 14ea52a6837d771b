package bstack.core;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A program with two copies of the library, each with a {@link StackProgram} beside it, in class loaders that have nothing
 * but the JDK in common. Run by {@link OtherJvm}.
 *
 * <ul>
 *   <li>{@code N COMMAND}: what copy N, 0 or 1, is to do
 *   <li>{@code count ACCESS ACCESS TIMES PATH}: both copies do {@link StackProgram#count} at the same time
 *   <li>{@code drop N}: forgets a copy and what it has opened, and takes a new one
 *   <li>{@code collect}: asks for a collection of garbage
 *   <li>{@code properties}: replaces the properties of the system
 * </ul>
 */
final class TwoCopiesProgram {
    private final List<UnaryOperator<String>> copies = new ArrayList<>();

    private TwoCopiesProgram() throws Exception {
        copies.add(copy());
        copies.add(copy());
        if (copies.get(0).getClass() == copies.get(1).getClass()) {
            throw new IllegalStateException("there is one copy only");
        }
    }

    @SuppressWarnings("unchecked")
    private static UnaryOperator<String> copy() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        ClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        Constructor<?> program = loader.loadClass(StackProgram.class.getName()).getDeclaredConstructor();
        program.setAccessible(true);
        return (UnaryOperator<String>) program.newInstance();
    }

    private String run(String command) throws Exception {
        int space = command.indexOf(' ');
        String first = space < 0 ? command : command.substring(0, space);
        String rest = command.substring(space + 1);
        switch (first) {
            case "count" -> {
                return count(rest.split(" ", 4));
            }
            case "drop" -> copies.set(Integer.parseInt(rest), copy());
            case "collect" -> System.gc();
            case "properties" -> {
                Properties fresh = new Properties();
                System.getProperties().stringPropertyNames().stream()
                        .filter(name -> !name.startsWith("bstack"))
                        .forEach(name -> fresh.setProperty(name, System.getProperty(name)));
                System.setProperties(fresh);
            }
            default -> {
                return copies.get(Integer.parseInt(first)).apply(rest);
            }
        }
        return "done";
    }

    private String count(String[] words) throws Exception {
        CompletableFuture<String> first = CompletableFuture.supplyAsync(
                () -> copies.get(0).apply("count %s %s %s".formatted(words[0], words[2], words[3])),
                task -> new Thread(task).start());
        String second = copies.get(1).apply("count %s %s %s".formatted(words[1], words[2], words[3]));
        return second.equals("done") ? first.get() : second;
    }

    public static void main(String[] arguments) throws Exception {
        TwoCopiesProgram program = new TwoCopiesProgram();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String answer;
            try {
                answer = program.run(line);
            } catch (IOException | RuntimeException e) {
                answer = e.toString();
            }
            System.out.println(answer);
        }
    }
}
