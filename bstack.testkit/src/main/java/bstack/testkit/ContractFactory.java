package bstack.testkit;

import java.lang.reflect.Constructor;

/** Opens the allocator of a contract, in another JVM or by another class loader than the one that tests it. */
public final class ContractFactory {
    private ContractFactory() {}

    /**
     * {@return what opens an allocator}
     *
     * @param contract the name of a subclass of {@link AllocatorCrashContract} that has a constructor without parameters
     * @throws ReflectiveOperationException if it is none
     */
    public static AllocatorFactory of(String contract) throws ReflectiveOperationException {
        ClassLoader loader = ContractFactory.class.getClassLoader();
        Constructor<?> constructor = Class.forName(contract, true, loader).getDeclaredConstructor();
        constructor.setAccessible(true);
        AllocatorCrashContract instance = (AllocatorCrashContract) constructor.newInstance();
        return instance::open;
    }
}
