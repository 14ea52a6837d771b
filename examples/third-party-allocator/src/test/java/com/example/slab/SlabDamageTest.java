package com.example.slab;

import bstack.testkit.DamageCampaign;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** No damage of a heap's file leads to anything but a typed exception or the right data. */
class SlabDamageTest {
    private static final long CASES = 150_000;

    @Test
    void damagedHeapsAreRefusedOrGoOnWithoutHarm() throws IOException {
        DamageCampaign.forAllocator(SlabBStackAllocator::open)
                .fromProperties(CASES)
                .run()
                .assertSound();
    }
}
