/** Contract tests for allocators and storages, the crash simulator, reference models. */
module bstack.testkit {
    requires transitive bstack.spi;
    requires transitive org.junit.jupiter.api;
}
