/**
 * What tests of stacks, storages and allocators share: recorded traces and crash images of another implementation,
 * reference models, and a simulated disk that loses what was not flushed.
 */
module bstack.testkit {
    requires jdk.management;
    requires transitive bstack.spi;
    requires transitive org.junit.jupiter.api;

    exports bstack.testkit;
}
