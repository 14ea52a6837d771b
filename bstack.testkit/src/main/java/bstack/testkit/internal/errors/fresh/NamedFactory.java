package bstack.testkit.internal.errors.fresh;

import bstack.testkit.model.AllocatorFactory;

/** A factory that is known by name: to another JVM, or to a class loader that has its classes for itself. */
public final class NamedFactory {
    private NamedFactory() {}

    /**
     * {@return what opens an allocator, by classes of this class's loader}
     *
     * @param maker the name of a class whose static method {@code of} makes it
     * @param contract what it is made for
     * @throws ReflectiveOperationException if it cannot be made
     */
    public static AllocatorFactory of(String maker, String contract) throws ReflectiveOperationException {
        return (AllocatorFactory) Class.forName(maker, true, NamedFactory.class.getClassLoader())
                .getMethod("of", String.class)
                .invoke(null, contract);
    }
}
