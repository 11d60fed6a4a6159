package playbook.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import playbook.incident.HintedException;
import playbook.incident.Method;
import playbook.practice.Drill;
import playbook.practice.FreePort;
import playbook.practice.PostgresBinaries;
import playbook.practice.Scenario;
import playbook.practice.UsageException;

/** {@code drill SCENARIO}: rehearses a whole response on a fresh practice range, then stops everything. */
@Command
final class DrillVerb implements Callable<Integer> {

    private static final int NOT_ALL_KILLS = 3;

    private final Call call;

    @Parameters(arity = "0..1")
    String scenario = "";

    @Option(names = "--method")
    String method = Method.ROW_RECOVERY.word();

    @Option(names = "--size")
    String size = RangeSize.USUAL;

    @Option(names = "--postgres")
    String postgres = "";

    @Option(names = "--json")
    String json = "";

    @Option(names = "--kill-during", split = ",")
    List<String> killDuring = List.of();

    @Option(names = "--failed-steps")
    String failedSteps = Drill.STOP;

    @Option(names = "--keep")
    boolean keep;

    /** Is the script's, which installs what is missing. */
    @Option(names = "--yes")
    boolean yes;

    DrillVerb(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        understand();
        Path bin = postgres.isEmpty()
                ? PostgresBinaries.find(call.environment())
                : PostgresBinaries.named(postgres, call.environment());
        BaseFolder base = call.base(false);
        RangeSize.requireSpace(base, size);
        return Claim.holding(
                call,
                base,
                "drill",
                () -> rehearse(new Site(call, base.home("drill").made(), bin)));
    }

    /** Refuses what makes no sense before anything is made. */
    private void understand() {
        if (scenario.isEmpty()) {
            throw new UsageException("no scenario was named", call.command() + " drill " + Scenario.FIRST.word());
        }
        Scenario.named(scenario);
        Drill.method(method);
        Drill.triesAgain(failedSteps);
        RangeSize.understand(size);
        if (!json.isEmpty()) {
            try {
                Files.newOutputStream(call.path(json), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                        .close();
            } catch (IOException e) {
                throw new UsageException(
                        "cannot write to '" + json + "'", "name a file in a folder that exists and is yours");
            }
        }
    }

    private int rehearse(Site site) {
        if (site.application().alive()) {
            throw new HintedException(
                    "a former drill still runs in " + site.home().path()
                            + ": it was kept (--keep), or its launcher was killed",
                    call.command() + " stop --wipe");
        }
        boolean kept = false;
        int status = 1;
        try {
            site.stop();
            site.home().remove();
            site.home().made();
            site.start(size, Integer.toString(FreePort.find()));
            status = respond(site);
            kept = keep;
        } finally {
            if (!kept) {
                site.stop();
            }
        }
        if (kept) {
            call.say(
                    "Left running in " + site.home().path() + ": " + site.home().url());
        } else if (status == 0) {
            site.home().remove();
        } else {
            call.say("Kept for you to look at: " + site.home().path() + " (application's log: app.log)");
        }
        return status;
    }

    private int respond(Site site) {
        Kills kills = new Kills(call, site, killDuring);
        Thread killer = new Thread(kills, "kills");
        killer.start();
        int status = site.program().run(Drill.class.getName(), arguments(site.home()));
        kills.end();
        join(killer);
        if (!kills.allMade()) {
            call.err().println("NOT ALL KILLS WERE MADE: wanted during " + String.join(",", killDuring));
            status = NOT_ALL_KILLS;
        }
        Path document = document(site.home());
        if (!json.isEmpty() && Files.exists(document)) {
            try {
                Files.copy(document, call.path(json), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write to " + json, e);
            }
        }
        return status;
    }

    private static Path document(HomeFolder home) {
        return home.path().resolve("drill.json");
    }

    private List<String> arguments(HomeFolder home) {
        return List.of(
                scenario,
                "--base-url",
                home.url(),
                "--home",
                home.range().toString(),
                "--passwords",
                home.passwords().toString(),
                "--json",
                document(home).toString(),
                "--method",
                method,
                "--failed-steps",
                failedSteps);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the kills end", e);
        }
    }
}
