package playbook.practice;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A way to lose data, done on purpose to a practice range. */
enum Scenario {
    ACCIDENTAL_DELETE("accidental-delete", "a careless DELETE removes customers and all that hangs on them") {
        @Override
        Loss happen(Home home) throws SQLException {
            return new AccidentalDelete(home).happen();
        }
    };

    private final String word;
    private final String meaning;

    Scenario(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    abstract Loss happen(Home home) throws SQLException;

    String word() {
        return word;
    }

    static Scenario named(String word) {
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
