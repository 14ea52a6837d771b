package bstack.core;

/** SCAFFOLD: options of an open. */
public final class BStackOptions {
    private BStackOptions() {}
    public static BStackOptions defaults() { return new BStackOptions(); }
}
