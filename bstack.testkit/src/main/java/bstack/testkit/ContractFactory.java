package bstack.testkit;

import bstack.testkit.model.AllocatorFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;

/** Opens the allocator of a contract, in another JVM or by another class loader than the one that tests it. */
public final class ContractFactory {
    private ContractFactory() {}

    /**
     * {@return what opens an allocator}
     *
     * @param contract the name of a subclass of {@link AllocatorCrashContract} that {@link #canMake} accepts
     * @throws ReflectiveOperationException if it is none
     */
    public static AllocatorFactory of(String contract) throws ReflectiveOperationException {
        ClassLoader loader = ContractFactory.class.getClassLoader();
        AllocatorCrashContract instance = (AllocatorCrashContract) make(Class.forName(contract, true, loader));
        return instance::open;
    }

    /**
     * {@return whether an instance can be made: the class has a constructor without parameters, and so has each class that
     * it is an inner class of}
     */
    static boolean canMake(Class<?> contract) {
        try {
            constructor(contract);
        } catch (NoSuchMethodException e) {
            return false;
        }
        return !isInner(contract) || canMake(contract.getDeclaringClass());
    }

    private static Object make(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = constructor(type);
        constructor.setAccessible(true);
        return isInner(type) ? constructor.newInstance(make(type.getDeclaringClass())) : constructor.newInstance();
    }

    private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
        return isInner(type) ? type.getDeclaredConstructor(type.getDeclaringClass()) : type.getDeclaredConstructor();
    }

    private static boolean isInner(Class<?> type) {
        return type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
    }
}
