import org.jspecify.annotations.NullMarked;

/**
 * Backups of a stack in a folder: a base, and all commits since, restored to any of them.
 *
 * <p>It needs a stack and a folder, and nothing else. It knows no allocator: a heap is backed up as the stack that it is.
 */
@NullMarked
module bstack.backup {
    requires transitive bstack.core;
    requires org.slf4j;
    requires static org.jspecify;

    exports bstack.backup;
}
