package bstack.core.internal.commit;

/** One state of the payload, for a body that reads many places of it. Used by its thread only. */
public interface StateView extends PayloadView {
    /** {@return whether a commit has come in between, so that what the body makes of its reads counts for nothing} */
    boolean isOvertaken();
}
