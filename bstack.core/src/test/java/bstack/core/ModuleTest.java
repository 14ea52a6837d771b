package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the module shows to the outside. */
final class ModuleTest {
    @Test
    void only_the_api_package_is_exported() throws IOException {
        try (InputStream in = BStack.class.getModule().getResourceAsStream("module-info.class")) {
            ModuleDescriptor module = ModuleDescriptor.read(in);
            assertEquals("bstack.core", module.name());
            assertEquals(
                    Set.of("bstack.core"),
                    module.exports().stream()
                            .map(ModuleDescriptor.Exports::source)
                            .collect(Collectors.toSet()));
            assertTrue(module.exports().stream().noneMatch(ModuleDescriptor.Exports::isQualified));
            assertEquals(Set.of(), module.opens());
            assertTrue(!module.isOpen());
        }
    }
}
