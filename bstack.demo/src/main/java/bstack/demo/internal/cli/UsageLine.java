package bstack.demo.internal.cli;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with the arguments of a command, in the words of the house. */
final class UsageLine {
    /** How many letters a word may be away from one that exists, to be taken for a slip. */
    private static final int SLIP = 2;

    /** A name in a message of picocli. */
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

    private UsageLine() {}

    /** {@return the mistake in one line, without a hint where the usage is described} */
    static String of(ParameterException mistake) {
        CommandSpec command = mistake.getCommandLine().getCommandSpec();
        if (mistake instanceof UnmatchedArgumentException e) {
            return unmatched(e, command);
        }
        if (mistake instanceof MissingParameterException e) {
            return missing(e);
        }
        if (mistake instanceof OverwrittenOptionException e && e.getOverwritten() != null) {
            return label(e.getOverwritten()) + " is given twice";
        }
        if (mistake instanceof MutuallyExclusiveArgsException) {
            return exclusive(message(mistake), command);
        }
        return mistake.getArgSpec() == null ? message(mistake) : invalid(mistake, mistake.getArgSpec());
    }

    private static String unmatched(UnmatchedArgumentException mistake, CommandSpec command) {
        String first = mistake.getUnmatched().get(0);
        if (!mistake.isUnknownOption()) {
            return command.subcommands().isEmpty()
                    ? "there is no place for the argument '" + first + "'"
                    : "there is no command '" + first + "'"
                            + similar(first, command.subcommands().keySet());
        }
        List<String> options = command.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Stream.of(option.names()))
                .toList();
        return "there is no option '" + first + "'" + similar(first, options);
    }

    private static String missing(MissingParameterException mistake) {
        String message = message(mistake);
        List<String> names =
                QUOTED.matcher(message).results().map(name -> name.group(1)).toList();
        if (names.isEmpty()) {
            return message;
        }
        if (message.contains("for option")) {
            return names.get(0) + " needs a value";
        }
        return String.join(" and ", names) + (names.size() == 1 ? " is missing" : " are missing");
    }

    private static String exclusive(String message, CommandSpec command) {
        String given = command.options().stream()
                .map(OptionSpec::longestName)
                .filter(name -> message.contains(name))
                .distinct()
                .collect(Collectors.joining(" and "));
        return given + " exclude each other";
    }

    private static String invalid(ParameterException mistake, ArgSpec argument) {
        Class<?> type = argument.type();
        String value = mistake.getValue();
        if (value != null && (type == int.class || type == long.class || type == Long.class || type == Integer.class)) {
            return "%s: '%s' is not a whole number".formatted(label(argument), value);
        }
        String message = message(mistake).replaceFirst("^Invalid value for [^:]*: ", "");
        return label(argument) + ": " + message;
    }

    private static String label(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName()
                : ((PositionalParamSpec) argument).paramLabel();
    }

    private static String message(ParameterException mistake) {
        return String.valueOf(mistake.getMessage());
    }

    /** {@return a question after a word that does not exist, if one that exists is nearly the same; else nothing} */
    static String similar(String word, Collection<String> words) {
        String nearest = "";
        int least = Math.min(SLIP, word.length() / 2) + 1;
        for (String each : words) {
            int distance = distance(word, each);
            if (distance < least) {
                least = distance;
                nearest = each;
            }
        }
        return nearest.isEmpty() ? "" : ", perhaps '" + nearest + "' is meant";
    }

    /** {@return how many letters have to be changed, added or removed to make one word of another} */
    private static int distance(String one, String other) {
        if (Math.abs(one.length() - other.length()) > SLIP) {
            return SLIP + 1;
        }
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[row.length - 1];
    }
}
