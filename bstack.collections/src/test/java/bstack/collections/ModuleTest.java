package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleDescriptor;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModuleTest {
    private final ModuleDescriptor module = Codec.class.getModule().getDescriptor();

    @Test
    void theModuleExportsItsApiAndNothingElse() {
        assertEquals("bstack.collections", module.name());
        assertEquals(
                Set.of("bstack.collections"),
                module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet()));
        assertTrue(module.exports().stream().noneMatch(ModuleDescriptor.Exports::isQualified));
        assertTrue(module.opens().isEmpty());
    }

    /** It knows no allocator: nothing but the interfaces that all of them implement. */
    @Test
    void itRequiresNothingButTheInterfacesOfAllocators() {
        assertEquals(
                Set.of("java.base", "bstack.spi", "org.jspecify"),
                module.requires().stream().map(ModuleDescriptor.Requires::name).collect(Collectors.toSet()));
        assertTrue(module.requires().stream()
                .anyMatch(each -> each.name().equals("bstack.spi")
                        && each.modifiers().contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE)));
    }
}
