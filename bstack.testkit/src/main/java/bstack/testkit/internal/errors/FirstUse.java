package bstack.testkit.internal.errors;

import org.jspecify.annotations.Nullable;

/** Something that is done first in the life of a library's classes; made anew by a {@link FreshClasses}. */
public interface FirstUse {
    /**
     * Sets up; nothing is thrown meanwhile.
     *
     * @throws Exception if that fails
     */
    void begin() throws Exception;

    /**
     * What is done first.
     *
     * @throws Throwable what came of it
     */
    void act() throws Throwable;

    /**
     * Goes on: everything must work.
     *
     * @param thrown what {@link #act} has thrown, null if it returned
     * @throws Exception if something does not
     */
    void check(@Nullable Throwable thrown) throws Exception;
}
