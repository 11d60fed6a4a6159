package playbook.practice;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import playbook.incident.Method;
import playbook.practice.CarelessStatement.Deed;

/** A way to lose data, done on purpose to a practice range. */
public enum Scenario {
    ACCIDENTAL_DELETE("accidental-delete", "a careless DELETE removes customers and all that hangs on them") {
        @Override
        Loss happen(Home home) throws SQLException {
            return new CarelessStatement(home, word(), Deed.DELETE).happen();
        }
    },
    ACCIDENTAL_UPDATE(
            "accidental-update", "an UPDATE without its WHERE overwrites every note; the report names the table") {
        @Override
        Loss happen(Home home) throws SQLException {
            return new CarelessStatement(home, word(), Deed.UPDATE).happen();
        }

        @Override
        String missed() {
            return "support_notes";
        }
    },
    LATE_REPORT(
            "late-report", "the DELETE, reported after VACUUM took the dead rows: page images in the WAL have them") {
        @Override
        Loss happen(Home home) throws SQLException {
            Loss loss = new CarelessStatement(home, word(), Deed.DELETE).happen();
            new Aftermath(home).vacuum(loss);
            return loss;
        }

        @Override
        DrillCheck source(RowsRead rows, Loss loss) {
            return new DrillCheck(
                    "the rows came from the WAL alone", rows.fromHeap() && rows.imaged() >= loss.rows(), rows.words());
        }
    },
    NO_BACKUP("no-backup", "the DELETE, and there is no backup at all: the dead rows have them") {
        @Override
        Loss happen(Home home) throws SQLException, IOException {
            new Aftermath(home).removeBackups();
            return new CarelessStatement(home, word(), Deed.DELETE).happen();
        }

        @Override
        DrillCheck source(RowsRead rows, Loss loss) {
            return new DrillCheck(
                    "there was no backup to restore",
                    rows.fromHeap() && rows.backups() == 0,
                    rows.words() + " " + rows.backups() + " backups were listed.");
        }
    },
    TABLE_REWRITE("table-rewrite", "the DELETE, and the tables were rewritten since: a base backup has the rows") {
        @Override
        Loss happen(Home home) throws SQLException {
            Loss loss = new CarelessStatement(home, word(), Deed.DELETE).happen();
            new Aftermath(home).rewrite(loss);
            return loss;
        }

        @Override
        DrillCheck source(RowsRead rows, Loss loss) {
            return new DrillCheck("the rows came from a base backup", !rows.fromHeap(), rows.words());
        }
    },
    TRUNCATE("truncate", "a TRUNCATE empties the books and the notes, and the application goes on booking") {
        @Override
        Loss happen(Home home) throws SQLException {
            return new CarelessStatement(home, word(), Deed.TRUNCATE).happen();
        }

        @Override
        DrillCheck source(RowsRead rows, Loss loss) {
            return new DrillCheck("the rows came from a base backup", !rows.fromHeap(), rows.words());
        }
    },
    TABLE_DROP("table-drop", "a DROP TABLE … CASCADE takes the accounts, a view, a key and more; all is made anew") {
        @Override
        Loss happen(Home home) throws SQLException {
            return new CarelessStatement(home, word(), Deed.DROP).happen();
        }

        @Override
        public Method way() {
            return Method.TABLE_RESTORE;
        }

        @Override
        DrillCheck source(RowsRead rows, Loss loss) {
            return new DrillCheck("the table was made anew", rows.anew() == 1, rows.words());
        }
    },
    COLUMN_DROP(
            "column-drop", "a DROP COLUMN … CASCADE takes when the notes were written, and a policy; both come back") {
        @Override
        Loss happen(Home home) throws SQLException {
            return new CarelessStatement(home, word(), Deed.DROP_COLUMN).happen();
        }

        @Override
        public Method way() {
            return Method.TABLE_RESTORE;
        }

        @Override
        DrillCheck source(RowsRead rows, Loss loss) {
            return new DrillCheck("each row's column has its value again", rows.valued() == loss.rows(), rows.words());
        }
    },
    SCHEMA_DROP("schema-drop", "a DROP SCHEMA public CASCADE takes all there is; everything is made anew") {
        @Override
        Loss happen(Home home) throws SQLException {
            return new CarelessStatement(home, word(), Deed.DROP_SCHEMA).happen();
        }

        @Override
        public Method way() {
            return Method.TABLE_RESTORE;
        }

        @Override
        DrillCheck source(RowsRead rows, Loss loss) {
            return new DrillCheck("the tables were made anew", rows.anew() >= Seed.TABLES.size(), rows.words());
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

    abstract Loss happen(Home home) throws SQLException, IOException;

    /** Where the rows must have come from, if the scenario leaves only one place; otherwise any place passes. */
    DrillCheck source(RowsRead rows, Loss loss) {
        return new DrillCheck(
                "where the rows came from is known", !rows.source().isEmpty(), rows.words());
    }

    /** The way back that a drill takes unless it is told another one. */
    public Method way() {
        return Method.ROW_RECOVERY;
    }

    /** Tables in which whoever reports the loss misses something, in his words; empty where he cannot tell. */
    String missed() {
        return "";
    }

    public String word() {
        return word;
    }

    /** A line for each, for people. */
    public static Stream<String> lines() {
        return Arrays.stream(values()).map(scenario -> "%-18s %s".formatted(scenario.word, scenario.meaning));
    }

    /** @throws UsageException when there is none of that name */
    public static Scenario named(String word) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "unknown scenario '" + word + "'",
                        "known are: "
                                + Arrays.stream(values()).map(Scenario::word).collect(Collectors.joining(", "))
                                + "; drill --list tells each in a line"));
    }
}
