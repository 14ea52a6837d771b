/** The byte stack: one file whose every operation is durable when it returns, and transactions over many of them. */
module bstack.core {
    requires org.slf4j;

    exports bstack.core;
}
