/** The command {@code bstack}; allocators come by ServiceLoader alone. */
module bstack.demo {
    requires bstack.spi;
    requires info.picocli;
    requires org.slf4j;
    requires ch.qos.logback.classic;
}
