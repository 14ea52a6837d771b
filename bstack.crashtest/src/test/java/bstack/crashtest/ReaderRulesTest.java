package bstack.crashtest;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What readers may count on, on each medium; see also {@link RuleMutantTest}. */
class ReaderRulesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void noReadWaitsForAFlush(Medium medium) throws IOException {
        ReaderRules.noReadWaitsForAFlush(medium.opener(directory).open());
    }

    @ParameterizedTest
    @EnumSource
    void aReadOfTheLockedPrefixTakesNoLock(Medium medium) throws IOException {
        ReaderRules.aReadOfTheLockedPrefixTakesNoLock(medium.opener(directory).open());
    }

    @ParameterizedTest
    @EnumSource
    void aPrefixIsLockedOnlyWhenWhatWasOnItsWayIsCommitted(Medium medium) throws IOException {
        ReaderRules.aPrefixIsLockedOnlyWhenWhatWasOnItsWayIsCommitted(
                medium.opener(directory).open());
    }

    @Test
    void aReadIsNeverHalfBeforeAndHalfAfterACommit() throws IOException {
        ReaderRules.aReadIsNeverHalfBeforeAndHalfAfterACommit(Storage.memory());
    }

    @Test
    void aReadIsNotTornWhenItsRangeIsLockedMeanwhile() throws IOException {
        ReaderRules.aReadIsNotTornWhenItsRangeIsLockedMeanwhile(Storage.memory());
    }

    @Test
    void aReadOfTheLockedPrefixThatACloseOvertakesIsRefused() throws IOException {
        ReaderRules.aReadOfTheLockedPrefixThatACloseOvertakesIsRefused(Storage.memory());
    }

    @ParameterizedTest
    @EnumSource
    void aViewEndsBesideCommitsAndTheseAfterIt(Medium medium) throws IOException {
        ReaderRules.aViewEndsBesideCommitsAndTheseAfterIt(
                medium.opener(directory).open());
    }

    @Test
    void aViewReadsOneState() throws IOException {
        ReaderRules.aViewReadsOneState(Storage.memory());
    }
}
