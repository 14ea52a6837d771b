package bstack.testkit.internal.errors;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackBulkAllocator;
import bstack.spi.InspectableAllocator;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What is tried on an allocator. */
final class AllocatorScenarios {
    private AllocatorScenarios() {}

    static List<ErrorScenario> all(AllocatorFactory factory) throws IOException {
        boolean bulk;
        boolean inspectable;
        try (BStackAllocator allocator = factory.open(BStack.open(new ErrorMedium(new byte[0])))) {
            bulk = allocator instanceof BStackBulkAllocator;
            inspectable = allocator instanceof InspectableAllocator;
        }
        List<ErrorScenario> scenarios = new ArrayList<>();
        scenarios.add(new AllocatorOpening(factory, true));
        scenarios.add(new AllocatorOpening(factory, false));
        for (AllocatorCall call : AllocatorCalls.all(bulk, inspectable)) {
            scenarios.add(new AllocatorScenario(call, factory, false));
            scenarios.add(new AllocatorScenario(call, factory, true));
        }
        return scenarios;
    }
}
