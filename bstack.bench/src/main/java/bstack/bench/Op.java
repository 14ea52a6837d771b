package bstack.bench;

/** An operation that contenders are compared by; each is durable when it returns. */
public enum Op {
    /** Appends 64 bytes, or stores them under a new key. */
    PUSH("push"),
    /** Removes the newest 64 bytes; of a queue, the oldest. */
    POP("pop"),
    /** Overwrites 64 bytes somewhere. */
    SET("set"),
    /** Ten operations in one commit. */
    TRANSACTION("transaction of ten"),
    /** Allocates 16 to 512 bytes beside 2,000 live slices. */
    ALLOC("alloc"),
    /** Frees one of them. */
    DEALLOC("dealloc"),
    /** Makes one of them larger. */
    REALLOC("realloc"),
    /** Frees or removes one record and stores another, in one commit. */
    REPLACE("free + store"),
    /** Stores 1 KiB under a new name. */
    PUT("put of 1 KiB"),
    /** Reads 64 bytes somewhere among 100,000 records. */
    READ("read");

    private final String label;

    Op(String label) {
        this.label = label;
    }

    /** {@return its name in tables} */
    public String label() {
        return label;
    }
}
