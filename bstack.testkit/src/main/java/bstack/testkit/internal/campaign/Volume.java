package bstack.testkit.internal.campaign;

/** How much a campaign does where nothing else is asked for: the system property {@code bstack.volume}, in percent. */
public final class Volume {
    private static final int ALL = 100;
    private static final int PERCENT = Math.max(1, Integer.getInteger("bstack.volume", ALL));

    private Volume() {}

    /** {@return the part of a usual number of cases that is to be done, at least 1} */
    public static int of(int usual) {
        return (int) of((long) usual);
    }

    /** {@return the part of a usual number of cases that is to be done, at least 1} */
    public static long of(long usual) {
        return Math.max(1, usual * PERCENT / ALL);
    }

    /** {@return the distance between cases that makes so many of them fewer} */
    public static int step(int usual) {
        return usual * ALL / PERCENT;
    }
}
