package bstack.bench.process;

import bstack.bench.Op;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The flushes in a trace of system calls as strace writes it, by the operation between whose marks they stand.
 *
 * <p>A flush is an fsync, an fdatasync, an msync that waits, a write that is told to be durable, or any write to a file
 * that was opened with O_SYNC or O_DSYNC.
 */
public final class SystemCalls {
    /** The option of strace that names the calls which are needed here; a question mark: where there is such a call. */
    public static final String TRACE =
            "trace=fsync,fdatasync,msync,?pwritev2,write,pwrite64,writev,pwritev,openat,?open,"
                    + "close,?stat,statx,newfstatat,?access,faccessat,?faccessat2";

    private static final Pattern LINE = Pattern.compile("^(\\d+)\\s+(.*)$");
    private static final Pattern RESUMED = Pattern.compile("^<\\.\\.\\. \\w+ resumed>(.*)$");
    private static final Pattern MARK = Pattern.compile(Pattern.quote(OperationRunner.MARK) + "(begin|end)/(\\w+)");
    private static final Pattern RESULT = Pattern.compile("= (\\d+)$");
    private static final Pattern DESCRIPTOR = Pattern.compile("^\\w+\\((\\d+)");
    private static final String UNFINISHED = " <unfinished ...>";

    private final Map<Op, Long> flushes = new EnumMap<>(Op.class);
    private final Map<String, String> unfinished = new HashMap<>();
    private final Set<String> syncingFiles = new HashSet<>();
    private Op current;

    /** @param lines of the trace of a process and all its threads */
    public SystemCalls(List<String> lines) {
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                read(matcher.group(1), matcher.group(2));
            }
        }
    }

    /**
     * {@return how many flushes there were between the marks of an operation, empty if there are no such marks}
     *
     * @param op the operation
     */
    public OptionalLong flushes(Op op) {
        Long count = flushes.get(op);
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /** Calls that are interrupted by those of other threads come in two parts. */
    private void read(String thread, String text) {
        Matcher resumed = RESUMED.matcher(text);
        if (text.endsWith(UNFINISHED)) {
            unfinished.put(thread, text.substring(0, text.length() - UNFINISHED.length()));
        } else if (resumed.matches()) {
            String start = unfinished.remove(thread);
            if (start != null) {
                call(start + resumed.group(1));
            }
        } else {
            call(text);
        }
    }

    private void call(String text) {
        Matcher mark = MARK.matcher(text);
        if (mark.find()) {
            current = mark.group(1).equals("begin") ? Op.valueOf(mark.group(2)) : null;
            if (current != null) {
                flushes.put(current, 0L);
            }
            return;
        }
        Matcher descriptor = DESCRIPTOR.matcher(text);
        String file = descriptor.find() ? descriptor.group(1) : "";
        if (text.startsWith("open")) {
            Matcher result = RESULT.matcher(text);
            if ((text.contains("O_DSYNC") || text.contains("O_SYNC")) && result.find()) {
                syncingFiles.add(result.group(1));
            }
        } else if (text.startsWith("close(")) {
            syncingFiles.remove(file);
        } else if (current != null && isFlush(text, file)) {
            flushes.merge(current, 1L, Long::sum);
        }
    }

    private boolean isFlush(String text, String file) {
        if (text.startsWith("fsync(") || text.startsWith("fdatasync(")) {
            return true;
        }
        if (text.startsWith("msync(")) {
            return text.contains("MS_SYNC");
        }
        boolean write = text.startsWith("write") || text.startsWith("pwrite");
        return write && (text.contains("RWF_DSYNC") || text.contains("RWF_SYNC") || syncingFiles.contains(file));
    }
}
