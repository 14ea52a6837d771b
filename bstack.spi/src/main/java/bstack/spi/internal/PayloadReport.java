package bstack.spi.internal;

import bstack.core.BStack;
import bstack.spi.Finding;
import bstack.spi.UnknownAllocatorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is said about a payload that no installed allocator, or not the wanted one, can be found for. */
public final class PayloadReport {

    /** The longest payload that an interrupted creation of any known format leaves: its header, still zero. */
    private static final int LONGEST_BLANK_HEADER = 48;

    /** Where known formats keep their magic, so that one that is not installed shows too. */
    private static final List<Long> USUAL_PLACES = List.of(16L, 32L);

    private static final int SHOWN = 8;
    private static final int MOST_PLACES = 6;

    private PayloadReport() {}

    /**
     * {@return whether the payload is what an interrupted creation leaves: zeros only, and no more than a header}
     *
     * @throws IOException if the stack fails
     */
    public static boolean isBlank(BStack stack) throws IOException {
        long length = stack.length();
        if (length > LONGEST_BLANK_HEADER) {
            return false;
        }
        for (byte b : stack.get(0, length)) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return what to throw if no installed allocator knows the payload}
     *
     * @throws IOException if the stack fails
     */
    public static UnknownAllocatorException unknown(BStack stack, List<Installed> installed) throws IOException {
        if (isBlank(stack)) {
            return new UnknownAllocatorException(
                    stack.name(),
                    found(stack, installed),
                    names(installed),
                    "make it a heap with BStackAllocators.create(path, name)");
        }
        Optional<KnownFormat> missing = KnownFormat.missing(stack, installed);
        if (missing.isPresent()) {
            return new UnknownAllocatorException(
                    stack.name(),
                    "a heap of the %s allocator, which is not installed (magic %s)"
                            .formatted(missing.get().allocator(), missing.get().magic()),
                    names(installed),
                    missing.get().advice());
        }
        String found = found(stack, installed);
        List<Installed> declining = new ArrayList<>();
        for (Installed each : installed) {
            if (each.magic().matches(stack)) {
                declining.add(each);
            }
        }
        if (!declining.isEmpty()) {
            String matching = String.join(", ", names(declining));
            return new UnknownAllocatorException(
                    stack.name(),
                    found + ", which has the magics of %s, but their providers decline it".formatted(matching),
                    names(installed),
                    "see the log for their reasons, or open the stack with the right one directly");
        }
        List<Finding> signs = HeapSigns.in(stack, installed);
        if (!signs.isEmpty()) {
            return new UnknownAllocatorException(
                    stack.name(),
                    found + ", which is nearly that of a heap (%s)".formatted(signs.get(0)),
                    names(installed),
                    "restore it from a copy if it was a heap; whatever it is, BStack opens it as a plain stack");
        }
        return new UnknownAllocatorException(
                stack.name(),
                found,
                names(installed),
                "put the allocator that wrote the file on the module path or class path; a payload without a magic is"
                        + " opened by name, with BStackAllocators.create(path, \"linear\"), or as a plain BStack");
    }

    /** {@return what to throw if the allocator that the payload belongs to does not work} */
    public static UnknownAllocatorException broken(
            BStack stack, Installed broken, Error thrown, List<Installed> installed) {
        UnknownAllocatorException exception = new UnknownAllocatorException(
                stack.name(),
                "the %s allocator cannot open it: its provider %s has thrown %s"
                        .formatted(
                                broken.name(),
                                ProviderFault.nameOf(broken.provider()),
                                thrown.getClass().getName()),
                names(installed),
                "mend or replace that provider's jar, or give the JVM what it lacks; the cause says what that is");
        exception.initCause(thrown);
        return exception;
    }

    /** {@return what to throw if several allocators claim the payload} */
    public static UnknownAllocatorException ambiguous(
            BStack stack, List<Installed> claiming, List<Installed> installed) {
        return new UnknownAllocatorException(
                stack.name(),
                "several allocators claim the payload: " + String.join(", ", names(claiming)),
                names(installed),
                "take one of them off the module path and class path, or open the stack with the right one directly");
    }

    /** {@return what to throw if no allocator of that name, or more than one, is installed} */
    public static UnknownAllocatorException noSuchName(String path, String name, List<Installed> installed) {
        List<String> classes = new ArrayList<>();
        for (Installed each : installed) {
            if (each.name().equals(name)) {
                classes.add(each.provider().getClass().getName());
            }
        }
        return classes.isEmpty()
                ? new UnknownAllocatorException(
                        path,
                        "no allocator is called \"%s\"".formatted(name),
                        names(installed),
                        "use one of these names, or put that allocator on the module path or class path")
                : new UnknownAllocatorException(
                        path,
                        "several allocators are called \"%s\": %s".formatted(name, String.join(", ", classes)),
                        names(installed),
                        "take all but one of them off the module path and class path");
    }

    /**
     * {@return what to throw if the payload is not a heap of the wanted allocator}
     *
     * @param actual whose heap it is, if that is known
     * @throws IOException if the stack fails
     */
    public static UnknownAllocatorException notThat(
            BStack stack, Installed wanted, Optional<Installed> actual, List<Installed> installed) throws IOException {
        String found = actual.isEmpty()
                ? "not a %s heap, but %s".formatted(wanted.name(), found(stack, installed))
                : "not a %s heap, but one of the %s allocator"
                        .formatted(wanted.name(), actual.get().name());
        Optional<KnownFormat> missing = actual.isEmpty() ? KnownFormat.missing(stack, installed) : Optional.empty();
        if (missing.isPresent()) {
            found = "not a %s heap, but one of the %s allocator, which is not installed"
                    .formatted(wanted.name(), missing.get().allocator());
        }
        String advice = actual.isEmpty()
                ? "choose another file, or open this one with the allocator that wrote it"
                : "open it with BStackAllocators.open, or choose another file";
        return new UnknownAllocatorException(stack.name(), found, names(installed), advice);
    }

    private static String found(BStack stack, List<Installed> installed) throws IOException {
        long length = stack.length();
        if (length == 0) {
            return "an empty payload";
        }
        if (isBlank(stack)) {
            return "a payload of %d zero bytes, as an interrupted creation leaves it".formatted(length);
        }
        SortedSet<Long> places = new TreeSet<>(USUAL_PLACES);
        for (Installed each : installed) {
            if (each.magic().isDetectable()) {
                places.add(each.magic().offset());
            }
        }
        places.removeIf(place -> place >= length);
        if (places.isEmpty()) {
            places.add(0L);
        }
        List<String> shown = new ArrayList<>();
        for (long place : places) {
            if (shown.size() < MOST_PLACES) {
                shown.add("%s at %d".formatted(bytes(stack.get(place, Math.min(length, place + SHOWN))), place));
            }
        }
        return "no known allocator, in a payload of %d bytes with %s".formatted(length, String.join(", ", shown));
    }

    /** {@return the bytes in hexadecimal and, in quotes, in ASCII} */
    private static String bytes(byte[] bytes) {
        StringBuilder ascii = new StringBuilder();
        for (byte b : bytes) {
            ascii.append(b >= ' ' && b <= '~' ? (char) b : '.');
        }
        return "%s \"%s\"".formatted(HexFormat.ofDelimiter(" ").formatHex(bytes), ascii);
    }

    private static List<String> names(List<Installed> installed) {
        return installed.stream().map(Installed::toString).toList();
    }
}
