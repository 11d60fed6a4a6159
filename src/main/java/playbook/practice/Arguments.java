package playbook.practice;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A command line: words, {@code --name value} and {@code --flag}.
 *
 * @param words the arguments that are no options, the verb first
 */
record Arguments(List<String> words, Map<String, String> options) {

    private static final Set<String> FLAGS = Set.of("json", "help");

    /** @param valued whether {@code --json} takes a file */
    static Arguments parse(String[] arguments, Set<String> known, boolean valued) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("--")) {
                words.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
            if (!known.contains(name)) {
                throw new UsageException("unknown option --" + name, "known are: --" + String.join(", --", known));
            }
            if (equals >= 0) {
                options.put(name, argument.substring(equals + 1));
            } else if (FLAGS.contains(name) && !valued) {
                options.put(name, "true");
            } else if (i + 1 < arguments.length) {
                options.put(name, arguments[++i]);
            } else {
                throw new UsageException("option --" + name + " has no value", "write --" + name + " VALUE");
            }
        }
        return new Arguments(List.copyOf(words), Map.copyOf(options));
    }

    String word(int position, String what) {
        if (words.size() <= position) {
            throw new UsageException("no " + what + " given", PracticeRange.USAGE);
        }
        return words.get(position);
    }

    Home home() {
        return Home.at(Path.of(required("home")));
    }

    String required(String name) {
        String value = options.get(name);
        if (value == null) {
            throw new UsageException("--" + name + " is missing", "write --" + name + " VALUE");
        }
        return value;
    }

    String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise, int from, int to) {
        String text = option(name, Integer.toString(otherwise));
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < from || Integer.parseInt(text) > to) {
            throw new UsageException(
                    "--" + name + " " + text + " is not possible", "a number from " + from + " to " + to);
        }
        return Integer.parseInt(text);
    }
}
