package playbook.practice;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import playbook.evidence.Json;
import playbook.incident.Figures;

/** Creates, starts, stops, breaks and judges a practice range: a real PostgreSQL with an application on it. */
public final class PracticeRange {

    static final String USAGE = """
            practice create --home DIR [--size 200MB] [--api-replicas 3] [--rate 20]
            practice start|stop|status --home DIR
            practice break SCENARIO --home DIR
            practice judge --home DIR [--json]""";

    private static final Set<String> OPTIONS =
            Set.of("home", "size", "api-replicas", "rate", "json", "help", "base-url");

    private PracticeRange() {}

    public static void main(String[] arguments) {
        Terminal.speakUtf8();
        System.exit(Terminal.exit(() -> run(Arguments.parse(arguments, OPTIONS, false))));
    }

    private static int run(Arguments arguments) throws SQLException, IOException {
        if (arguments.options().containsKey("help")) {
            System.out.println(USAGE);
            return 0;
        }
        String verb = arguments.word(0, "verb");
        switch (verb) {
            case "create" -> create(arguments);
            case "start" -> RunningRange.start(arguments.home());
            case "stop" -> RunningRange.stop(arguments.home());
            case "status" -> {
                return RunningRange.status(arguments.home());
            }
            case "break" -> damage(arguments);
            case "judge" -> {
                return judge(arguments);
            }
            default -> throw new UsageException("unknown verb '" + verb + "'", USAGE);
        }
        return 0;
    }

    static void create(Arguments arguments) throws SQLException, IOException {
        RangeSetup.make(arguments);
        RunningRange.start(arguments.home());
    }

    private static int judge(Arguments arguments) throws SQLException, IOException {
        OracleVerdict verdict = Judge.judge(arguments.home());
        if (arguments.options().containsKey("json")) {
            System.out.println(Json.write(verdict));
        } else {
            Terminal.say(Figures.rows(verdict.rowsCompared()) + " compared with what must be there");
            Terminal.say("destroyed " + Figures.number(verdict.destroyed()) + ", recovered "
                    + Figures.number(verdict.recovered()) + ", wrong " + Figures.number(verdict.wrong()));
            Terminal.say("later writes " + Figures.number(verdict.laterWrites()) + " ("
                    + Figures.number(verdict.laterWritesOnDamagedTables()) + " on the damaged tables), lost "
                    + Figures.number(verdict.laterWritesLost()));
            verdict.problems().forEach(problem -> System.out.println("  " + problem));
        }
        return verdict.clean() ? 0 : 1;
    }

    private static void damage(Arguments arguments) throws SQLException, IOException {
        Scenario scenario = Scenario.named(arguments.word(1, "scenario"));
        Home home = arguments.home();
        Loss loss = scenario.happen(home);
        System.out.println("Done: somebody ran \"" + loss.statement() + "\".");
        loss.destroyed()
                .forEach(
                        (table, rows) -> System.out.printf("  %9s rows of %s are gone%n", Figures.number(rows), table));
        System.out.println("The application goes on writing. Customers begin to call: they cannot log in.");
        System.out.println("Next: open " + arguments.option("base-url", "http://127.0.0.1:8080")
                + ", log in as olivia (operators), and report the loss.");
    }
}
