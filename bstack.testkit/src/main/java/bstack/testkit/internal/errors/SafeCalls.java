package bstack.testkit.internal.errors;

import java.util.Set;

/**
 * Calls of the JDK that are no sites: they allocate nothing, and either run on reserved stack, or are replaced by the JVM
 * with instructions. A program that had to survive an error in them could not release a lock. The property
 * {@code bstack.errors.strict} makes sites of them all the same.
 */
final class SafeCalls {
    private static final Set<String> CLASSES = Set.of("java/lang/Math");
    private static final Set<String> METHODS = Set.of(
            "java/lang/Object.<init>",
            "java/lang/Thread.currentThread",
            "java/lang/Thread.onSpinWait",
            "java/lang/System.nanoTime",
            "java/util/concurrent/locks/LockSupport.unpark",
            "java/util/concurrent/locks/ReentrantLock.unlock",
            "java/util/concurrent/locks/Lock.unlock",
            "java/util/concurrent/locks/ReentrantReadWriteLock$ReadLock.unlock",
            "java/util/concurrent/locks/ReentrantReadWriteLock$WriteLock.unlock",
            "java/util/concurrent/locks/StampedLock.unlock",
            "java/util/concurrent/locks/StampedLock.unlockRead",
            "java/util/concurrent/locks/StampedLock.unlockWrite",
            "java/util/concurrent/locks/StampedLock.tryOptimisticRead",
            "java/util/concurrent/locks/StampedLock.validate");
    private static final boolean STRICT = Boolean.getBoolean("bstack.errors.strict");

    private SafeCalls() {}

    static boolean contains(String owner, String method) {
        return !STRICT && (CLASSES.contains(owner) || METHODS.contains(owner + "." + method));
    }

    /**
     * {@return whether a call gives something back for good} Nothing is thrown instead of it, only after it: who cannot
     * even call this can give nothing back.
     *
     * @param method the calling method
     * @param owner the class of what is called
     * @param name its name
     */
    static boolean isRelease(String method, String owner, String name) {
        boolean closes = name.equals("close") && (owner.equals("bstack/core/Storage") || owner.startsWith("java/"));
        return !STRICT
                && (closes
                        || owner.equals("java/lang/invoke/MethodHandle")
                                && (method.endsWith(".close")
                                        || method.endsWith(".unlock")
                                        || method.contains("munmap")));
    }

    /**
     * {@return whether a call takes something of the system} Nothing is thrown after it: what it returns is kept by the next
     * instruction, and nobody can give back what he was never handed.
     *
     * @param method the calling method
     * @param owner the class of what is called
     * @param name its name
     */
    static boolean isAcquisition(String method, String owner, String name) {
        boolean opensNatively = owner.equals("java/lang/invoke/MethodHandle")
                && (method.endsWith("Posix.open") || method.endsWith("Posix.mmap"));
        boolean opensChannel = owner.startsWith("java/nio/channels/") && name.equals("open");
        boolean maps = owner.equals("bstack/core/Storage") && name.equals("map");
        return !STRICT && (opensNatively || opensChannel || maps);
    }
}
