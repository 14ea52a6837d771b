package bstack.collections.internal.views;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;

/**
 * What the set of keys and the set of entries of a map view have in common. A change of many is one transaction.
 *
 * @param <E> what is in the set
 */
abstract class MapSetView<E> extends AbstractSet<E> {
    private final MapView<?, ?> map;

    MapSetView(MapView<?, ?> map) {
        this.map = map;
    }

    /** How many there are is not promised, since others may change that. */
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public boolean isEmpty() {
        return map.isEmpty();
    }

    @Override
    public void clear() {
        map.clear();
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        return map.any(() -> super.removeIf(filter));
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        return map.any(() -> super.removeAll(others));
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        return map.any(() -> super.retainAll(others));
    }
}
