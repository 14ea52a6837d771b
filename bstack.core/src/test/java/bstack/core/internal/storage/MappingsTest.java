package bstack.core.internal.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class MappingsTest {
    private final Mappings mappings = new Mappings();

    /** A mapping that is in use for some attempts to close it. */
    private static final class Fake implements Storage.Mapping {
        private int inUse;
        private int closed;
        /** What a close throws once, which it should not. */
        private Throwable odd;

        Fake(int inUse) {
            this.inUse = inUse;
        }

        @Override
        public long size() {
            return 1;
        }

        @Override
        public boolean get(long position, byte[] dst, int at, int count) {
            return false;
        }

        @Override
        public boolean get(long position, ByteBuffer dst) {
            return false;
        }

        @Override
        public boolean put(long position, ByteBuffer src) {
            return false;
        }

        @Override
        public void close() {
            if (odd != null) {
                Throwable thrown = odd;
                odd = null;
                throw Fake.<RuntimeException>asIs(thrown);
            }
            if (inUse > 0) {
                inUse--;
                throw new IllegalStateException("in use");
            }
            closed++;
        }

        @SuppressWarnings("unchecked")
        private static <E extends Throwable> E asIs(Throwable t) throws E {
            throw (E) t;
        }
    }

    private Fake add(int inUse) {
        Fake mapping = new Fake(inUse);
        mappings.add(mapping);
        return mapping;
    }

    @Test
    void one_that_cannot_be_closed_does_not_keep_the_others_open() {
        Fake first = add(0);
        Fake never = add(Integer.MAX_VALUE);
        Fake last = add(0);
        assertThrows(IllegalStateException.class, mappings::close);
        assertEquals(1, first.closed);
        assertEquals(1, last.closed);
        never.inUse = 0;
        mappings.close();
        assertEquals(1, never.closed);
        assertEquals(1, first.closed);
    }

    @Test
    void one_that_is_in_use_for_a_moment_is_closed_after_it() {
        Fake mapping = add(10);
        mappings.close();
        assertEquals(1, mapping.closed);
        mappings.close();
        assertEquals(1, mapping.closed);
    }

    @Test
    void one_whose_close_throws_something_odd_once_is_closed() {
        for (Throwable odd :
                new Throwable[] {new IOException("no space"), new OutOfMemoryError(), new RuntimeException()}) {
            Fake mapping = add(0);
            mapping.odd = odd;
            mappings.close();
            assertEquals(1, mapping.closed, odd::toString);
        }
    }
}
