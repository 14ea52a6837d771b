/** The byte stack: one file whose every operation is durable when it returns, and transactions over many of them. */
module bstack.core {
    requires org.slf4j;
    requires static jdk.jfr;

    exports bstack.core;
}
