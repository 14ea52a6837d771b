package outside.loaders;

/** Starts a program of the class path in a loader of its own. */
public final class IsolatingLauncher {
    private IsolatingLauncher() {}

    /** @param arguments those of the program, after the name of its main class */
    public static void main(String[] arguments) throws Exception {
        String[] rest = java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
        try (IsolatingLoader loader = new IsolatingLoader()) {
            Thread.currentThread().setContextClassLoader(loader);
            Class<?> main = loader.loadClass(arguments[0]);
            if (main.getClassLoader() != loader) {
                throw new IllegalStateException(main + " is not in the loader of its own");
            }
            main.getMethod("main", String[].class).invoke(null, (Object) rest);
        }
    }
}
