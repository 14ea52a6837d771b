package bstack.demo;

/** In what form a user's program gets to its users, and what loads it. */
enum OutsideForm {
    CLASS_PATH,
    MODULE_PATH,
    JLINK_IMAGE,
    /** All classes in one jar, whose manifest has the line {@code Multi-Release: true}. */
    SHADED_JAR,
    SHADED_JAR_WITHOUT_THE_LINE,
    /** Jars in a jar, with a loader that looks for the classes of newer versions of Java, as that of Spring Boot does. */
    NESTED_JARS,
    NESTED_JARS_WITHOUT_VERSIONS,
    /** A class loader that asks its parent last, although that has the library as well. */
    ISOLATING_LOADER;

    /** {@return whether a newer Java finds the classes that are for it} */
    boolean keepsVersions() {
        return this != SHADED_JAR_WITHOUT_THE_LINE && this != NESTED_JARS_WITHOUT_VERSIONS;
    }
}
