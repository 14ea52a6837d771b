import org.jspecify.annotations.NullMarked;

/**
 * The command {@code bstack}: an object store in one file, stack commands and inspection.
 *
 * <p>It requires no allocator: whatever is on the module path is found through {@code bstack.spi}, by the magic in the
 * file or by name.
 */
@NullMarked
module bstack.demo {
    requires bstack.backup;
    requires bstack.collections;
    requires bstack.spi;
    requires info.picocli;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires static org.jspecify;

    opens bstack.demo.internal.cli to
            info.picocli;
    opens bstack.demo.internal.cli.heap to
            info.picocli;
    opens bstack.demo.internal.cli.trust to
            info.picocli;
    opens bstack.demo.internal.cli.structure to
            info.picocli;

    provides ch.qos.logback.classic.spi.Configurator with
            bstack.demo.internal.logging.ErrorStreamLogging;
}
