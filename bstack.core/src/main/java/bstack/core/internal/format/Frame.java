package bstack.core.internal.format;

/**
 * The layout of a frame: one commit in the journal. It is a multiple of 512 bytes long, and begins at a multiple of 512
 * after the frame area's start. Integers are little-endian; offsets are in the payload.
 *
 * <pre>
 *   0          8      16     24           32         40           48       52        56   64
 *  ┌──────────┬──────┬──────┬────────────┬──────────┬────────────┬────────┬─────────┬────┬────────┬──────┐
 *  │"BSTKFRAM"│ size │ salt │ generation │ sequence │ new length │ ranges │ CRC-32C │ 0  │ ranges │ zero │
 *  └──────────┴──────┴──────┴────────────┴──────────┴────────────┴────────┴─────────┴────┴────────┴──────┘
 *
 *  range:  0      4    8        16      24       32
 *         ┌──────┬────┬────────┬───────┬────────┬───────────────────────────────┐
 *         │ kind │ 0  │ target │ count │ source │ DATA only: the bytes, padded  │
 *         │      │    │        │       │        │ with zeros to a multiple of 8 │
 *         └──────┴────┴────────┴───────┴────────┴───────────────────────────────┘
 * </pre>
 *
 * The CRC is taken over the whole frame with its own field as zero. docs/format.md lists the
 * conditions under which a frame counts. {@link FrameEncoder} makes frames, {@link StoredFrame} reads them.
 */
public final class Frame {
    /** What a frame's size and position are multiples of. */
    public static final int ALIGNMENT = 512;

    /** First eight bytes, "BSTKFRAM". */
    public static final long MAGIC = 0x4D415246_4B545342L;

    /** Offset of the size. */
    public static final int SIZE_AT = 8;
    /** Offset of the salt. */
    public static final int SALT_AT = 16;
    /** Offset of the generation. */
    public static final int GENERATION_AT = 24;
    /** Offset of the sequence number. */
    public static final int SEQUENCE_AT = 32;
    /** Offset of the new length. */
    public static final int LENGTH_AT = 40;
    /** Offset of the number of ranges. */
    public static final int RANGES_AT = 48;
    /** Offset of the CRC. */
    public static final int CRC_AT = 52;
    /** Size of the fixed part. */
    public static final int HEADER_SIZE = 64;
    /** Size of a range without its data. */
    public static final int RANGE_SIZE = 32;
    /** What the data of a range is padded to. */
    public static final int DATA_ALIGNMENT = 8;

    private Frame() {}

    /** {@return {@code n} rounded up to a frame's alignment} */
    public static long align(long n) {
        return (n + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** {@return {@code n} rounded up to the alignment of a range's data} */
    public static long alignData(long n) {
        return (n + DATA_ALIGNMENT - 1) & -DATA_ALIGNMENT;
    }
}
