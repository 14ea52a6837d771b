package bstack.core;

import java.io.IOException;

/**
 * Is told of every commit of a stack, see {@link BStack#follow}. All methods are called by one thread, which no commit
 * waits for. They may use the stack, and must not close it.
 */
@FunctionalInterface
public interface CommitListener {
    /**
     * Takes a frame. It is durable and visible. Frames come in their order, and each comes once.
     *
     * @param frame the frame; not to be used any more when this returns
     * @throws IOException if the listener cannot go on; it has lost its place then, see {@link #lostPlace}
     */
    void committed(CommittedFrame frame) throws IOException;

    /**
     * Takes that there will be no more frames, although there may be more commits: the listener has thrown, it was slower
     * than the commits for so long that the frames it has not had take too much memory, or the stack has failed. It can
     * start again with a snapshot. The default does nothing.
     *
     * @param last the number of the last frame that it has taken
     * @param cause what it has thrown, or what has happened
     */
    default void lostPlace(long last, Throwable cause) {}

    /**
     * Takes that the stack was closed, after all its frames. The default does nothing.
     *
     * @param last the number of the last frame
     */
    default void closed(long last) {}
}
