package playbook.practice;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A way to lose data, done on purpose to a practice range. */
public enum Scenario {
    ACCIDENTAL_DELETE("accidental-delete", "a careless DELETE removes customers and all that hangs on them") {
        @Override
        Loss happen(Home home) throws SQLException {
            return new AccidentalDelete(home).happen();
        }
    };

    /** The one that a newcomer is shown. */
    public static final Scenario FIRST = ACCIDENTAL_DELETE;

    private final String word;
    private final String meaning;

    Scenario(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    abstract Loss happen(Home home) throws SQLException;

    public String word() {
        return word;
    }

    /** @throws UsageException when there is none of that name */
    public static Scenario named(String word) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "unknown scenario '" + word + "'",
                        "known are: "
                                + Arrays.stream(values())
                                        .map(scenario -> scenario.word + " (" + scenario.meaning + ")")
                                        .collect(Collectors.joining(", "))));
    }
}
