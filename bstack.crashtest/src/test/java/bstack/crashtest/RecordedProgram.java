package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Commit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Uses a stack in every way that the Flight Recorder is told of; run in a JVM of its own. */
final class RecordedProgram {
    static final int COMMITS = 213;
    static final int FIRST = 100;
    static final int GROWN = 150;
    static final int LARGE = 3 << 20;

    private RecordedProgram() {}

    /** @param args the file */
    public static void main(String[] args) throws IOException {
        try (BStack stack =
                BStack.open(Path.of(args[0]), BStackOptions.defaults().journalSize(64 << 10))) {
            stack.push(new byte[FIRST]);
            stack.operate(() -> stack.extend(GROWN - FIRST));
            stack.push(new byte[LARGE]);
            for (int i = 0; i < 200; i++) {
                stack.set(0, new byte[FIRST]);
            }
            List<Commit<Long>> submitted = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                submitted.add(stack.submit(() -> stack.push(new byte[1])));
            }
            submitted.get(9).await();
        }
    }
}
