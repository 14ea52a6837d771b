package bstack.demo.internal.cli.structure;

import bstack.collections.DurableQueue;
import bstack.collections.Entry;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.heap.KeyText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack queue pop}: the first element of a named queue, which it removes. */
@Command(
        name = "pop",
        header = "Removes the first element of a named queue and prints it.",
        description =
                "Removes the first element of a named queue and prints it, and a line's end. It is removed only after "
                        + "it has been written. The exit code is 1, and nothing is printed, if the queue is empty.",
        footer = {"  bstack queue pop jobs.bstack jobs"})
public final class QueuePopCommand extends StructureCommand {
    @Option(names = "--raw", description = "the bytes of the element, and nothing else")
    private boolean raw;

    @Override
    public Integer call() throws IOException {
        boolean any = change(root -> {
            Entry entry = existing(root, Entry.Kind.QUEUE);
            DurableQueue<byte[]> queue = queue(root, name(), entry.codecs());
            return root.heap().stack().transact(() -> {
                byte[] first = queue.poll();
                if (first == null) {
                    return false;
                }
                print(entry.codecs().get(0), first);
                return true;
            });
        });
        return any ? Bstack.DONE : Bstack.FAILED;
    }

    private void print(String codec, byte[] element) throws IOException {
        out().write(raw ? element : (KeyText.of(codec, element) + '\n').getBytes(StandardCharsets.UTF_8));
        out().flush();
    }
}
