package bstack.collections.internal.queue;

import bstack.collections.CodecException;
import bstack.collections.Cursor;
import java.io.IOException;

/**
 * A cursor over a queue's elements, which does not remove claimed ones.
 *
 * @param <E> the elements
 */
final class QueueCursor<E> implements Cursor<Long, E> {
    private final Cursor<Long, E> elements;
    private final Taking taking;

    QueueCursor(Cursor<Long, E> elements, Taking taking) {
        this.elements = elements;
        this.taking = taking;
    }

    @Override
    public boolean next() throws IOException {
        if (!elements.next()) {
            return false;
        }
        try {
            elements.key();
            return true;
        } catch (CodecException e) {
            throw taking.damagedKey(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Long key() {
        return elements.key();
    }

    @Override
    public E value() {
        return elements.value();
    }

    @Override
    public boolean remove() throws IOException {
        return taking.remove(elements.key(), null);
    }
}
