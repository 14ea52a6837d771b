package bstack.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleDescriptor;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModuleTest {
    private final ModuleDescriptor module = BStackSlice.class.getModule().getDescriptor();

    @Test
    void theModuleExportsItsApiAndNothingElse() {
        assertEquals("bstack.spi", module.name());
        assertEquals(
                Set.of("bstack.spi"),
                module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet()));
        assertTrue(module.exports().stream().noneMatch(ModuleDescriptor.Exports::isQualified));
        assertTrue(module.opens().isEmpty());
    }
}
