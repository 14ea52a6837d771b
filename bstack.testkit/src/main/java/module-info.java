/**
 * What tests of stacks, storages and allocators share: recorded traces and crash images of another implementation,
 * reference models, and a simulated disk that loses what was not flushed.
 */
module bstack.testkit {
    requires java.instrument;
    requires jdk.management;
    requires transitive bstack.spi;
    requires transitive org.junit.jupiter.api;

    exports bstack.testkit;
    // The contracts' tests are package-private, and JUnit finds them in the classes that extend them.
    opens bstack.testkit to
            org.junit.platform.commons;
}
