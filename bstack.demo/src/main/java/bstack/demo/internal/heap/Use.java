package bstack.demo.internal.heap;

/** What bytes of a payload are for. */
public enum Use {
    /** The allocator's header, with the bytes reserved for the user. */
    ALLOCATOR("allocator", 'h'),
    /** The header of a structure. */
    ROOT("headers", 'r'),
    /** A page of a structure. */
    PAGE("pages", 'p'),
    /** A value in a slice of its own. */
    VALUE("values", 'v'),
    /** In use, and part of no structure. */
    OTHER("other", 'o'),
    /** Free. */
    FREE("free", '.');

    private final String word;
    private final char letter;

    Use(String word, char letter) {
        this.word = word;
        this.letter = letter;
    }

    /** {@return the use as a word, which scripts read too} */
    public String word() {
        return word;
    }

    /** {@return the letter that stands for it where there are only letters} */
    public char letter() {
        return letter;
    }
}
