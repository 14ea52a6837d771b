package bstack.testkit.internal.errors.fresh;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.InspectableAllocator;
import bstack.testkit.internal.errors.FirstUse;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first use of an allocator. What comes before it is done without an error. */
final class FirstAllocator implements FirstUse {
    private static final List<String> STEPS = List.of("opening", "alloc", "dealloc", "rollback", "verify");

    private final int step;
    private final AllocatorFactory factory;
    private final Storage storage = Storage.memory();
    private final List<BStackSlice> slices = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // begin comes first
    private BStack stack;

    @SuppressWarnings("NullAway.Init") // opening is the first step
    private BStackAllocator allocator;

    FirstAllocator(String step, String maker, String contract) throws ReflectiveOperationException {
        this.step = STEPS.indexOf(step);
        this.factory = NamedFactory.of(maker, contract);
    }

    @Override
    public void begin() throws IOException {
        stack = BStack.open(storage);
        for (int i = 0; i < step; i++) {
            run(i);
        }
    }

    @Override
    public void act() throws IOException {
        run(step);
    }

    private void run(int i) throws IOException {
        switch (STEPS.get(i)) {
            case "opening" -> allocator = factory.open(stack);
            case "alloc" -> allocMany();
            case "dealloc" -> {
                allocator.dealloc(slices.get(1));
                slices.remove(1);
            }
            case "rollback" -> rollBack(allocator);
            default -> inspect(allocator);
        }
    }

    private void allocMany() throws IOException {
        for (int length = 20; length < 80; length += 20) {
            slices.add(allocator.alloc(length));
        }
    }

    private static void rollBack(BStackAllocator rolled) throws IOException {
        try {
            rolled.stack().transact(() -> {
                rolled.alloc(500).write(new byte[500]);
                throw new IOException("rolled back");
            });
        } catch (IOException e) {
            if (!"rolled back".equals(e.getMessage())) {
                throw e;
            }
        }
    }

    private static void inspect(BStackAllocator inspected) throws IOException {
        if (inspected instanceof InspectableAllocator inspectable) {
            inspectable.blocks();
            if (!inspectable.verify().isEmpty()) {
                throw new AssertionError("not sound: " + inspectable.verify());
            }
        }
    }

    @Override
    public void check(@Nullable Throwable thrown) throws IOException {
        stack.close();
        use(BStack.open(Storage.memory()));
        use(BStack.open(storage));
    }

    private void use(BStack other) throws IOException {
        try (BStackAllocator second = factory.open(other)) {
            List<BStackSlice> allocated = new ArrayList<>();
            for (int i = 1; i < 9; i++) {
                allocated.add(second.alloc(i * 30L));
            }
            for (int i = 0; i < allocated.size(); i += 2) {
                second.dealloc(allocated.get(i));
            }
            rollBack(second);
            inspect(second);
        }
    }
}
