/**
 * The command {@code bstack}: an object store in one file, stack commands and inspection.
 *
 * <p>It requires no allocator: whatever is on the module path is found through {@code bstack.spi}, by the magic in the
 * file or by name.
 */
module bstack.demo {
    requires bstack.spi;
    requires info.picocli;
    requires org.slf4j;
    requires ch.qos.logback.classic;

    opens bstack.demo.internal.cli to
            info.picocli;
}
