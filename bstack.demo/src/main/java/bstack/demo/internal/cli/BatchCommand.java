package bstack.demo.internal.cli;

import bstack.core.BStackCorruptException;
import bstack.core.BStackNoSpaceException;
import bstack.demo.internal.files.FileFacts;
import bstack.demo.internal.files.Sources;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.SourceException;
import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code bstack batch}: several changes in one transaction. */
@Command(
        name = "batch",
        header = "Makes several changes in one transaction.",
        description = {
            "Reads changes from standard input, one a line, and makes them in one transaction: if one fails, or the"
                    + " process is killed, none is made. Words are separated by blanks; one in double quotes may have"
                    + " blanks, and \\\", \\\\, \\n, \\t, \\r and \\x1b. A line that begins with # is left out.",
            "",
            "  put KEY FILE         stores a file",
            "  text KEY TEXT        stores a text",
            "  append KEY FILE      adds a file to a value",
            "  rm KEY...            removes keys",
            "  rm-prefix PREFIX     removes all keys that begin with this",
            "  mv SOURCE TARGET     renames a key that there is to one that there is not"
        },
        footer = {"  printf 'text state done\\nrm lock\\n' | bstack batch store.bstack"})
final class BatchCommand extends FileCommand {
    private static final String NOTHING = ": nothing was changed";

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        List<String> lines = lines();
        long changes;
        try (ObjectStore store = HeapFiles.openStore(file(), patience(), terminal())) {
            changes = store.inTransaction(() -> {
                long made = 0;
                for (int i = 0; i < lines.size(); i++) {
                    made += change(store, lines.get(i), i + 1) ? 1 : 0;
                }
                return made;
            });
        }
        terminal().report("made " + Figures.count(changes, "change"));
        return Bstack.DONE;
    }

    /** {@return all lines; they are read before the store is opened, so that no one waits for who types them} */
    private List<String> lines() throws IOException {
        try {
            return new BufferedReader(new InputStreamReader(terminal().in(), StandardCharsets.UTF_8.newDecoder()))
                    .lines()
                    .toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new CommandFailure("standard input is not UTF-8; write other bytes as \\xff in double quotes");
            }
            throw e.getCause();
        }
    }

    private boolean change(ObjectStore store, String line, int number) throws IOException {
        try {
            List<byte[]> words = Words.of(line);
            if (words.isEmpty()) {
                return false;
            }
            change(store, words);
            return true;
        } catch (BStackCorruptException | BStackNoSpaceException e) {
            throw e;
        } catch (IllegalArgumentException | CommandFailure | SourceException | FileSystemException e) {
            throw new CommandFailure("line %d: %s%s".formatted(number, ErrorLine.of(failure(e)), NOTHING));
        }
    }

    private static Exception failure(Exception e) {
        return e instanceof IllegalArgumentException ? new CommandFailure(String.valueOf(e.getMessage())) : e;
    }

    private void change(ObjectStore store, List<byte[]> words) throws IOException {
        String name = new String(words.get(0), StandardCharsets.UTF_8);
        switch (name) {
            case "put" -> {
                Path source = path(words);
                try (Sources.Prepared value = Sources.ofFile(source, file())) {
                    store.put(key(words, 1), FileFacts.read(source).orElse(now()), value);
                }
            }
            case "text" -> store.put(key(words, 1, 3), now(), Sources.ofBytes(words.get(2)));
            case "append" -> {
                Path source = path(words);
                if (store.find(key(words, 1)).isPresent()) {
                    HeapFiles.value(store, key(words, 1), file());
                }
                try (Sources.Prepared value = Sources.ofFile(source, file())) {
                    store.append(key(words, 1), now(), value);
                }
            }
            case "rm" -> remove(store, words);
            case "rm-prefix" -> store.removePrefix(key(words, 1, 2).bytes());
            case "mv" -> new Renaming(store, file()).of(key(words, 1, 3), key(words, 2), false);
            default -> throw new CommandFailure("there is no change '" + name + "'; see 'bstack batch --help'");
        }
    }

    private void remove(ObjectStore store, List<byte[]> words) throws IOException {
        if (words.size() < 2) {
            throw new CommandFailure("a key is missing");
        }
        List<Key> keys =
                words.subList(1, words.size()).stream().map(Key::ofBytes).toList();
        Optional<Key> missing = store.removeAll(keys);
        if (missing.isPresent()) {
            throw new CommandFailure("there is no key '" + missing.get().name() + "'");
        }
    }

    private static ObjectAttributes now() {
        return ObjectAttributes.ofValue(Instant.now());
    }

    private static Key key(List<byte[]> words, int index, int count) throws CommandFailure {
        if (words.size() != count) {
            throw new CommandFailure(
                    "it takes %s, here are %d".formatted(Figures.count(count - 1, "word"), words.size() - 1));
        }
        return key(words, index);
    }

    private static Key key(List<byte[]> words, int index) {
        return Key.ofBytes(words.get(index));
    }

    private static Path path(List<byte[]> words) throws IOException {
        key(words, 1, 3);
        Path path = Sources.path(words.get(2));
        if (Files.isDirectory(path)) {
            throw new CommandFailure(path + " is a folder");
        }
        return path;
    }
}
