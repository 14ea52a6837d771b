import org.jspecify.annotations.NullMarked;

/**
 * What tests of stacks, storages and allocators share: contracts to extend, a simulated disk that loses what was not
 * flushed, a reference model, and the replay of recordings of another implementation.
 *
 * <p>The campaigns are in packages that are not exported; the contracts of {@link bstack.testkit} run them.
 */
@NullMarked
module bstack.testkit {
    requires java.instrument;
    requires jdk.management;
    requires transitive bstack.spi;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports bstack.testkit;
    exports bstack.testkit.model;
    exports bstack.testkit.replay;
    exports bstack.testkit.storage;

    // The contracts' tests are package-private, and JUnit finds them in the classes that extend them.
    opens bstack.testkit to
            org.junit.platform.commons;
}
