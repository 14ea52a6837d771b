package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.errors.ErrorCampaign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The campaign of errors in the process lets a sound allocator pass and notices one that changes the file in two steps. */
@Tag("campaign")
class ErrorCampaignTest {
    private static final int CASES = 2;
    private static final List<String> WOVEN = List.of("bstack.testkit.TableAllocator");

    /** The contract of an allocator that is as it should be. */
    static final class Sound extends AllocatorCrashContract {
        @Override
        protected BStackAllocator open(BStack stack) throws IOException {
            return TableAllocator.open(stack, TableAllocator.Mistake.NONE);
        }
    }

    /** The contract of one that takes the space by one commit and enters it in its table by the next. */
    static final class InTwoSteps extends AllocatorCrashContract {
        @Override
        protected BStackAllocator open(BStack stack) throws IOException {
            return TableAllocator.open(stack, TableAllocator.Mistake.TWO_COMMITS);
        }
    }

    @BeforeEach
    void needsAnAgent() {
        Requirements.check("errors in the process", ErrorCampaign.whyNot());
    }

    @Test
    void aSoundAllocatorPasses(@TempDir Path directory) throws IOException {
        ErrorCampaign.forAllocator(Sound.class, ContractFactory.class, WOVEN).run(directory, CASES);
    }

    @Test
    void oneThatChangesTheFileInTwoStepsIsNoticedWithThePlaceAndHowToRepeatIt(@TempDir Path directory) {
        AssertionError found = assertThrows(
                AssertionError.class,
                () -> ErrorCampaign.forAllocator(InTwoSteps.class, ContractFactory.class, WOVEN)
                        .run(directory, CASES));
        Pattern line = Pattern.compile(
                "VIOLATION alloc .*: error at [A-Z_]+ bstack[.\\w$<>]+:\\d+ .*"
                        + "\\R  again with -Dbstack.errors.scenario='alloc .*' -Dbstack.errors.mode=[A-Z_]+ -Dbstack.errors.only=\\d+");
        assertTrue(line.matcher(found.getMessage()).find(), found.getMessage());
    }
}
