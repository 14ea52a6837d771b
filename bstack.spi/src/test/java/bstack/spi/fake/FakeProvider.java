package bstack.spi.fake;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import com.google.auto.service.AutoService;
import java.io.IOException;

/** Makes {@link FakeAllocator} known, as a third party would. */
@AutoService(BStackAllocatorProvider.class)
public final class FakeProvider implements BStackAllocatorProvider {
    @Override
    public String name() {
        return "fake";
    }

    @Override
    public AllocatorMagic magic() {
        return FakeAllocator.MAGIC;
    }

    @Override
    public BStackAllocator open(BStack stack) throws IOException {
        return FakeAllocator.open(stack);
    }
}
