package bstack.core;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStackOptions.Access;
import java.util.stream.Stream;

/** The ways of access that there are on this Java, for tests. */
final class Accesses {
    private static final int LEAST_JAVA_OF_NATIVE_ACCESS = 22;

    private Accesses() {}

    static boolean isThere(Access access) {
        return access != Access.NATIVE || Runtime.version().feature() >= LEAST_JAVA_OF_NATIVE_ACCESS;
    }

    static Stream<Access> available() {
        return Stream.of(Access.NATIVE, Access.FILE_CHANNEL).filter(Accesses::isThere);
    }

    /** Skips a test of an access that there is not. */
    static void assume(Access access) {
        assumeTrue(isThere(access), "no native access on this Java");
    }
}
