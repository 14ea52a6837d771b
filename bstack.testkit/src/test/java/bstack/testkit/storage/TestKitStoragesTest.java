package bstack.testkit.storage;

import bstack.core.Storage;
import bstack.testkit.StorageContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The storages of the test kit do what every storage must, as long as nothing is made to fail. */
class TestKitStoragesTest {
    @Nested
    class Crashing extends StorageContract {
        private final CrashingStorage disk = new CrashingStorage();

        @Override
        protected Storage open(Path directory) {
            return disk;
        }
    }

    @Nested
    class CrashingWhereReservingRaisesTheSize extends StorageContract {
        private final CrashingStorage disk = new CrashingStorage();

        @Override
        protected Storage open(Path directory) {
            disk.reserveGrows(true);
            return disk;
        }
    }

    @Nested
    class Faulty extends StorageContract {
        private final Storage memory = Storage.memory();

        @Override
        protected Storage open(Path directory) throws IOException {
            return new FaultyStorage(memory);
        }
    }

    @Nested
    class Recording extends StorageContract {
        private final Storage memory = Storage.memory();

        @Override
        protected Storage open(Path directory) {
            return new RecordingStorage(memory);
        }
    }

    @Nested
    class Filter extends StorageContract {
        private final Storage memory = Storage.memory();

        @Override
        protected Storage open(Path directory) {
            return new FilterStorage(memory) {};
        }
    }
}
