module outside.app {
    requires bstack.alloc.firstfit;
}
