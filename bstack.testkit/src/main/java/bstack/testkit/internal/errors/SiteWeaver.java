package bstack.testkit.internal.errors;

import org.jspecify.annotations.Nullable;

/**
 * What puts sites into classes: not here, since it needs {@code java.lang.classfile}. From Java 24 on, the class of the same
 * name in the folder {@code java24} takes the place of this one.
 */
final class SiteWeaver {
    SiteWeaver(WovenClasses classes) {
        // It would be asked which classes are foreign.
    }

    @SuppressWarnings("DoNotCallSuggester")
    byte[] weave(byte[] original, @Nullable ClassLoader loader) {
        throw new UnsupportedOperationException(
                "errors are thrown at every site on Java 24 and newer, and this is Java "
                        + Runtime.version().feature());
    }
}
