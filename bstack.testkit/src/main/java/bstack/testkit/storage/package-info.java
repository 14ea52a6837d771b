/**
 * Storages to test with. {@link bstack.testkit.storage.CrashingStorage} is a simulated disk that loses what was not
 * flushed, {@link bstack.testkit.storage.FaultyStorage} makes calls fail, {@link bstack.testkit.storage.RecordingStorage}
 * counts them. {@link bstack.testkit.storage.FilterStorage} is a base for others.
 * {@link bstack.testkit.storage.SmallFileSystem} mounts a real file system that runs full.
 */
@NullMarked
package bstack.testkit.storage;

import org.jspecify.annotations.NullMarked;
