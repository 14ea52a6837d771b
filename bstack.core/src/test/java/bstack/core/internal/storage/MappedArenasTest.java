package bstack.core.internal.storage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

final class MappedArenasTest {
    private final MappedArenas arenas = new MappedArenas();

    private Arena add() {
        Arena arena = Arena.ofShared();
        arenas.add(arena);
        return arena;
    }

    @Test
    void one_that_cannot_be_closed_does_not_keep_the_others_open() {
        Arena first = add();
        // It refuses to be closed at all.
        arenas.add(Arena.global());
        Arena last = add();
        assertThrows(UnsupportedOperationException.class, arenas::close);
        assertFalse(first.scope().isAlive());
        assertFalse(last.scope().isAlive());
    }

    @Test
    void one_that_was_closed_already_is_no_reason_to_fail() {
        Arena first = add();
        Arena last = add();
        last.close();
        arenas.close();
        assertFalse(first.scope().isAlive());
        arenas.close();
        assertTrue(add().scope().isAlive());
        arenas.close();
    }
}
