package bstack.spi.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.Stacks;
import bstack.spi.UnknownAllocatorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectionTest {

    /** What a provider says when it is asked whether it accepts a file. */
    private interface Answer {
        boolean on(BStack stack) throws IOException;
    }

    private static final Answer YES = stack -> true;
    private static final Answer NO = stack -> false;
    private static final Answer UNASKED = stack -> {
        throw new AssertionError("asked");
    };

    private final List<Installed> installed = new ArrayList<>();

    @Test
    void theProviderWhoseMagicMatchesIsFoundAndNotAsked() throws IOException {
        install("low", 4, "LOW!", UNASKED);
        install("high", 8, "HIGH", UNASKED);
        assertFound("low", "....LOW!....");
        assertFound("high", "........HIGH");
    }

    @Test
    void nothingIsFoundIfNoMagicMatchesOrThePayloadIsTooShort() throws IOException {
        install("low", 4, "LOW!", UNASKED);
        assertNothing("");
        assertNothing("....LOW");
        assertNothing("...LOW!.");
        assertNothing("LOW!....");
    }

    @Test
    void anEmptyMagicIsNeverFound() throws IOException {
        install("linear", 0, "", UNASKED);
        assertNothing("");
        assertNothing("anything");
    }

    @Test
    void ofTwoThatMatchTheHigherMagicWinsBecauseUserBytesBelowItMayImitateTheLower() throws IOException {
        install("low", 4, "LOW!", YES);
        install("high", 8, "HIGH", YES);
        assertFound("high", "....LOW!HIGH");
    }

    @Test
    void aProviderThatDeclinesLeavesTheFileToALowerOne() throws IOException {
        install("high", 8, "HIGH", NO);
        install("low", 4, "LOW!", YES);
        assertFound("low", "....LOW!HIGH");
    }

    @Test
    void acceptsDecidesBetweenTwoAtTheSameOffset() throws IOException {
        install("first", 4, "SAME", NO);
        install("second", 4, "SA", YES);
        assertFound("second", "....SAME");
    }

    @Test
    void nothingIsFoundIfAllThatMatchDecline() throws IOException {
        install("first", 4, "SAME", NO);
        install("second", 4, "SAME", NO);
        assertNothing("....SAME");
        UnknownAllocatorException unknown = PayloadReport.unknown(stack("....SAME"), installed);
        assertTrue(unknown.getMessage().contains("decline"), unknown.getMessage());
    }

    @Test
    void twoThatAcceptAtTheSameOffsetAreAnErrorThatNamesBoth() {
        install("first", 4, "SAME", YES);
        install("second", 4, "SAME", YES);
        install("other", 0, "XXXX", UNASKED);
        UnknownAllocatorException two = assertThrows(UnknownAllocatorException.class, () -> found("....SAME"));
        assertTrue(two.found().contains("first") && two.found().contains("second"), two.getMessage());
        assertEquals(3, two.installed().size());
    }

    @Test
    void aProviderThatThrowsIsReportedAndPassedOver() throws IOException {
        install("io", 8, "HIGH", stack -> {
            throw new IOException("on purpose");
        });
        install("runtime", 8, "HIGH", stack -> {
            throw new IllegalStateException("on purpose");
        });
        install("linkage", 8, "HIGH", stack -> {
            throw new NoClassDefFoundError("on purpose");
        });
        install("good", 4, "LOW!", YES);
        try (LogOfTheModule log = new LogOfTheModule()) {
            assertFound("good", "....LOW!HIGH");
            assertTrue(log.warnings().get(0).contains("the io allocator"), log.warnings()::toString);
        }
    }

    @Test
    void aProviderMayReadTheFileToDecide() throws IOException {
        install("even", 4, "SAME", stack -> stack.get(0, 1)[0] % 2 == 0);
        install("odd", 4, "SAME", stack -> stack.get(0, 1)[0] % 2 == 1);
        assertFound("even", "2...SAME");
        assertFound("odd", "1...SAME");
    }

    @Test
    void aStackThatFailsIsNotTakenForAnUnknownFile() throws IOException {
        install("low", 4, "LOW!", YES);
        BStack closed = stack("....LOW!");
        closed.close();
        assertThrows(IllegalStateException.class, () -> new Detection(installed).find(closed));
    }

    private void install(String name, long offset, String magic, Answer accepts) {
        AllocatorMagic bytes = new AllocatorMagic(offset, magic.getBytes(StandardCharsets.US_ASCII));
        BStackAllocatorProvider provider = new BStackAllocatorProvider() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public AllocatorMagic magic() {
                return bytes;
            }

            @Override
            public BStackAllocator open(BStack stack) {
                throw new AssertionError("opened");
            }

            @Override
            public boolean accepts(BStack stack) throws IOException {
                return accepts.on(stack);
            }
        };
        installed.add(ProviderSearch.describe(provider).orElseThrow());
    }

    private void assertFound(String name, String payload) throws IOException {
        assertEquals(name, found(payload));
    }

    private void assertNothing(String payload) throws IOException {
        assertEquals("nothing", found(payload));
    }

    private String found(String payload) throws IOException {
        String before = new Detection(installed)
                .find(stack(payload))
                .map(Installed::name)
                .orElse("nothing");
        List<Installed> reversed = new ArrayList<>(installed);
        Collections.reverse(reversed);
        String after = new Detection(reversed)
                .find(stack(payload))
                .map(Installed::name)
                .orElse("nothing");
        assertEquals(before, after, "the order in which providers are found makes no difference");
        return before;
    }

    private static BStack stack(String payload) throws IOException {
        return Stacks.memory(payload.getBytes(StandardCharsets.US_ASCII));
    }
}
