package bstack.spi.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.HeapInspection;
import bstack.spi.LinearBStackAllocator;
import bstack.spi.Stacks;
import bstack.spi.UnknownAllocatorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One provider that throws, anything and anywhere, does not keep the others from working. */
class BrokenProvidersTest {

    /** Where the broken provider throws. */
    private enum Place {
        NAME,
        MAGIC,
        ACCEPTS,
        NEEDS_MENDING,
        OPEN
    }

    /** A throwable whose own methods throw as well. */
    private static final class Hostile extends Error {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new StackOverflowError("getMessage");
        }

        @Override
        public String toString() {
            throw new StackOverflowError("toString");
        }
    }

    /** What is thrown. */
    private enum Kind {
        NO_CLASS(new NoClassDefFoundError("on purpose")),
        INITIALIZER(new ExceptionInInitializerError("on purpose")),
        ABSTRACT(new AbstractMethodError("on purpose")),
        STACK_OVERFLOW(new StackOverflowError("on purpose")),
        OUT_OF_MEMORY(new OutOfMemoryError("on purpose")),
        CONFIGURATION(new ServiceConfigurationError("on purpose")),
        ASSERTION(new AssertionError("on purpose")),
        HOSTILE(new Hostile());

        private final Error error;

        Kind(Error error) {
            this.error = error;
        }
    }

    private record Broken(String name, Place place, Error thrown, List<Place> calls)
            implements BStackAllocatorProvider {
        private static final AllocatorMagic MAGIC = new AllocatorMagic(4, "MAGIC!".getBytes(StandardCharsets.US_ASCII));

        private void call(Place now) {
            calls.add(now);
            if (now == place) {
                throw thrown;
            }
        }

        @Override
        public String name() {
            call(Place.NAME);
            return name;
        }

        @Override
        public AllocatorMagic magic() {
            call(Place.MAGIC);
            return MAGIC;
        }

        @Override
        public boolean accepts(BStack stack) {
            call(Place.ACCEPTS);
            return true;
        }

        @Override
        public List<bstack.spi.Finding> needsMending(BStack stack) {
            call(Place.NEEDS_MENDING);
            return List.of();
        }

        @Override
        public BStackAllocator open(BStack stack) throws IOException {
            call(Place.OPEN);
            return LinearBStackAllocator.open(stack);
        }
    }

    private static Broken broken(Place place, Error thrown) {
        return new Broken("broken", place, thrown, new ArrayList<>());
    }

    private static Broken works(String name) {
        return new Broken(name, null, null, new ArrayList<>());
    }

    private static List<Installed> installed(BStackAllocatorProvider... providers) {
        return Stream.of(providers)
                .flatMap(provider -> ProviderSearch.describe(provider).stream())
                .toList();
    }

    private static BStack heap() throws IOException {
        return Stacks.memory("....MAGIC!.".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @EnumSource
    void aProviderThatThrowsAnywhereLeavesTheFileToAnotherWithTheSameMagic(Kind kind) throws IOException {
        for (Place place : List.of(Place.NAME, Place.MAGIC, Place.ACCEPTS)) {
            Broken works = works("works");
            try (LogOfTheModule log = new LogOfTheModule();
                    BStack stack = heap()) {
                List<Installed> installed = installed(broken(place, kind.error), works);
                assertEquals("linear", new HeapOpener(installed).open(stack).name(), place.toString());
                assertTrue(works.calls().contains(Place.OPEN), place.toString());
                assertEquals(1, log.warnings().size(), log.warnings()::toString);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProviderThatCannotOpenItsFileIsNamedWithItsCauseAndTheStackIsFreeForAnother(Kind kind) throws IOException {
        Error thrown = kind.error;
        List<Installed> installed = installed(broken(Place.OPEN, thrown));
        try (LogOfTheModule log = new LogOfTheModule();
                BStack stack = heap()) {
            UnknownAllocatorException opened =
                    assertThrows(UnknownAllocatorException.class, () -> new HeapOpener(installed).open(stack));
            assertSame(thrown, opened.getCause());
            assertTrue(opened.found().contains(thrown.getClass().getName()), opened.found());
            assertTrue(opened.found().contains("broken"), opened.found());
            assertEquals(1, log.warnings().size(), log.warnings()::toString);
            UnknownAllocatorException created = assertThrows(
                    UnknownAllocatorException.class, () -> new HeapOpener(installed).create(stack, installed.get(0)));
            assertSame(thrown, created.getCause());
            LinearBStackAllocator.open(stack);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInspectionNamesAProviderThatThrows(Kind kind) throws IOException {
        Error thrown = kind.error;
        for (Place place : List.of(Place.NEEDS_MENDING, Place.OPEN)) {
            List<Installed> installed = installed(broken(place, thrown));
            try (BStack stack = heap()) {
                UnknownAllocatorException broken =
                        assertThrows(UnknownAllocatorException.class, () -> Inspection.of(stack, installed));
                assertSame(thrown, broken.getCause());
                HeapInspection found = Inspection.of(stack, installed(works("works")));
                assertEquals("works", found.allocator().orElseThrow());
                assertTrue(found.isSound(), found::toString);
            }
        }
    }
}
