package bstack.backup.internal.chain;

import bstack.backup.internal.format.SegmentReader;

/**
 * A segment, as far as it is known without reading its frames.
 *
 * @param file its name
 * @param merged whether it has one frame that stands for several
 * @param from the state that it begins with
 * @param content what counts in it
 * @param size the file's
 */
record Piece(String file, boolean merged, long from, SegmentReader.Content content, long size) {
    /** {@return the last state that it leads to} */
    long to() {
        return content.last();
    }

    /** {@return whether it leads to a state} */
    boolean leadsTo(long number) {
        return number > from && (merged ? number == to() : number <= to());
    }
}
