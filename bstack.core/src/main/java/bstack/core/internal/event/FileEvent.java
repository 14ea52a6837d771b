package bstack.core.internal.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What all events have. */
@Category("bstack")
@StackTrace(false)
abstract class FileEvent extends Event implements Span {
    @Label("File")
    @Description("the name of the stack")
    @Nullable
    String file;

    /** Sets the values of this kind of event. */
    abstract void set(long first, long second);

    @Override
    public void finish(String name, long first, long second) {
        try {
            end();
            if (shouldCommit()) {
                file = name;
                set(first, second);
                commit();
            }
        } catch (Throwable e) {
            // Nothing is recorded this time.
        }
    }
}
