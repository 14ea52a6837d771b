import org.jspecify.annotations.NullMarked;

/** The byte stack: one file whose every operation is durable when it returns, and transactions over many of them. */
@NullMarked
module bstack.core {
    requires org.slf4j;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports bstack.core;
}
