module outside.worker {
    requires bstack.spi;
}
