package bstack.collections.internal.format;

/**
 * The layout of the anchor: the first {@value #SIZE} of the heap's reserved bytes.
 *
 * <pre>
 *   0                  8                  16
 *   ┌──────────────────┬──────────────────┐
 *   │ start of the     │ its length,      │       both are zero while the heap has no directory
 *   │ directory, u64   │ u64 = 64         │
 *   └──────────────────┴──────────────────┘
 * </pre>
 *
 * <p>The directory is the header of a tree, see {@link TreeLayout}. Its entries are those of {@link EntryLayout}.
 */
public final class AnchorLayout {
    /** The size of the anchor in bytes. */
    public static final int SIZE = 16;

    /** Where the directory's start is. */
    public static final int START = 0;
    /** Where the directory's length is. */
    public static final int LENGTH = START + Long.BYTES;

    private AnchorLayout() {}
}
