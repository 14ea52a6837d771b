package bstack.core.internal.commit;

/** What is asked of threads, in the words of Java 17. */
final class Threads {
    private static final String GROUP_OF_VIRTUAL_THREADS = "VirtualThreads";

    private Threads() {}

    /** {@return whether a thread is a virtual one: {@link Thread#getThreadGroup} says what their group is called} */
    static boolean isVirtual(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getName().equals(GROUP_OF_VIRTUAL_THREADS);
    }
}
