package bstack.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bstack.core.Storage;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A filter passes every method on, that of a default too, so that a new method of {@link Storage} is not forgotten. */
class FilterStorageTest {
    @Test
    void everyMethodOfAStorageIsPassedOnOnceAsItIs() throws ReflectiveOperationException {
        List<Method> seen = new ArrayList<>();
        Storage medium = (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (p, method, a) -> {
                    seen.add(method);
                    return some(method.getReturnType());
                });
        Storage filter = new FilterStorage(medium) {};
        List<Method> methods = Arrays.stream(Storage.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .toList();
        for (Method method : methods) {
            method.invoke(
                    filter,
                    Arrays.stream(method.getParameterTypes())
                            .map(FilterStorageTest::some)
                            .toArray());
        }
        assertEquals(
                methods.stream().map(FilterStorageTest::signature).toList(),
                seen.stream().map(FilterStorageTest::signature).toList());
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }

    private static Object some(Class<?> type) {
        if (type == long.class) {
            return 1L;
        }
        if (type == int.class) {
            return 1;
        }
        return type == boolean.class ? true : null;
    }
}
