package bstack.demo.internal.salvage;

import java.io.IOException;

/** Takes what is saved of a structure, in the order of keys. */
@FunctionalInterface
interface Entries {
    /** Takes an entry. */
    void entry(byte[] key, byte[] value) throws IOException;
}
