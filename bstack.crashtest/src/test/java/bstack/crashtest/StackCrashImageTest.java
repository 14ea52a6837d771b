package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bstack.core.BStack;
import bstack.core.RecoveryReport;
import bstack.testkit.internal.crash.CrashExplorer;
import bstack.testkit.replay.CrashImage;
import bstack.testkit.replay.CrashImages;
import bstack.testkit.storage.CrashingStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that a killed run of the recorded implementation left opens with the payload before or after. */
class StackCrashImageTest {
    static List<CrashImage> images() throws IOException {
        return CrashImages.read(Path.of("src/test/resources/reference/crash/stack.zip"));
    }

    @ParameterizedTest
    @MethodSource("images")
    void anImageOpensWithThePayloadBeforeOrAfterAndTheStackGoesOn(CrashImage image) throws IOException {
        CrashingStorage disk = new CrashingStorage(image.file());
        byte[] payload;
        try (BStack stack = BStack.open(disk)) {
            image.checkPayload(stack);
            payload = stack.peek(0);
            if (stack.recovery().state() != RecoveryReport.State.NEW) {
                assertArrayEquals(image.file(), disk.toBytes(), "opening it has changed it");
            }
        }
        CrashExplorer.checkAtRest(disk, payload);
        try (BStack stack = BStack.open(disk)) {
            assertArrayEquals(payload, stack.peek(0));
            assertEquals(payload.length, stack.push(new byte[] {1, 2, 3}));
            assertArrayEquals(new byte[] {1, 2, 3}, stack.pop(3));
        }
        CrashExplorer.checkAtRest(disk, payload);
    }
}
