package bstack.core;

import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Through how many classes a call goes on its way to the medium: whoever reads the code goes the same way. */
final class CallPathTest {
    private static final int MOST_TO_A_DURABLE_WRITE = 6;
    private static final int MOST_TO_A_READ = 2;

    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final Set<String> NOT_COUNTED = Set.of("bstack.core.CallPathTest", "bstack.core.HookedStorage");

    private final HookedStorage storage = new HookedStorage();
    private List<String> path;

    /** {@return the classes of the library that are on the stack, outermost first, without repetitions in a row} */
    private static List<String> classes() {
        List<String> frames = WALKER.walk(all -> all.map(StackWalker.StackFrame::getClassName)
                .filter(name -> name.startsWith("bstack."))
                .map(name -> name.contains("$") ? name.substring(0, name.indexOf('$')) : name)
                .filter(name -> !NOT_COUNTED.contains(name))
                .toList());
        List<String> classes = new ArrayList<>();
        for (int i = frames.size() - 1; i >= 0; i--) {
            if (classes.isEmpty() || !classes.get(classes.size() - 1).equals(frames.get(i))) {
                classes.add(frames.get(i));
            }
        }
        return classes;
    }

    private void recordAt(HookedStorage.Call wanted) {
        path = null;
        storage.hook((call, position, count) -> {
            if (call == wanted && path == null) {
                path = classes();
            }
        });
    }

    private void assertNoMoreThan(int changes) {
        assertTrue(path.size() - 1 <= changes, () -> path.size() - 1 + " changes of class: " + path);
        assertEquals(new HashSet<>(path).size(), path.size(), () -> "it comes back to a class: " + path);
    }

    @Test
    void from_a_push_to_the_durable_write() throws IOException {
        try (BStack stack = BStack.open(storage)) {
            stack.push(of(1));
            recordAt(HookedStorage.Call.WRITE_DURABLY);
            stack.push(of(2));
            assertNoMoreThan(MOST_TO_A_DURABLE_WRITE);
            recordAt(HookedStorage.Call.WRITE_DURABLY);
            stack.transact(() -> stack.push(of(3)));
            assertNoMoreThan(MOST_TO_A_DURABLE_WRITE);
        }
    }

    @Test
    void from_a_get_to_the_read() throws IOException {
        try (BStack stack = BStack.open(storage)) {
            stack.push(of(1, 2, 3));
            recordAt(HookedStorage.Call.READ);
            stack.get(0, 2);
            assertNoMoreThan(MOST_TO_A_READ);
        }
    }
}
