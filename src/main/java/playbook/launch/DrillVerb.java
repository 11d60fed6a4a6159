package playbook.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import playbook.incident.HintedException;
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

    /** Empty for the scenario's own way back. */
    @Option(names = "--method")
    String method = "";

    /** Taken first and then undone; empty for none. */
    @Option(names = "--taken-back")
    String takenBack = "";

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

    @Option(names = "--list")
    boolean list;

    @Option(names = "--all")
    boolean all;

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
        if (list) {
            call.say("Scenarios:");
            Scenario.lines().forEach(line -> call.say("  " + line));
            call.say("Ways back:");
            Drill.ways().forEach(line -> call.say("  " + line));
            return 0;
        }
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
                () -> all
                        ? rehearseEach(base, bin)
                        : rehearse(new Site(call, base.home("drill").made(), bin), scenario, json));
    }

    /** One after the other, each on a range of its own; the others go on when one is not proven. */
    private int rehearseEach(BaseFolder base, Path bin) {
        List<String> ended = new ArrayList<>();
        int worst = 0;
        for (Scenario each : Scenario.values()) {
            call.say("== " + each.word());
            Instant began = Instant.now();
            int status = rehearse(
                    new Site(call, base.home("drill").made(), bin),
                    each.word(),
                    json.isEmpty() ? "" : json + "/" + each.word() + ".json");
            ended.add("%-18s %s, %d s"
                    .formatted(
                            each.word(),
                            status == 0 ? "proven" : "NOT PROVEN",
                            Duration.between(began, Instant.now()).toSeconds()));
            worst = Math.max(worst, status);
        }
        ended.forEach(call::say);
        return worst;
    }

    /** Refuses what makes no sense before anything is made. */
    private void understand() {
        if (all ? !scenario.isEmpty() || keep || !killDuring.isEmpty() : scenario.isEmpty()) {
            throw new UsageException(
                    all
                            ? "--all rehearses every scenario to its end: it takes none, and neither --keep nor --kill-during"
                            : "no scenario was named",
                    call.command() + " drill " + (all ? "--all" : Scenario.FIRST.word()));
        }
        if (!all) {
            Scenario.named(scenario);
        }
        Stream.of(method, takenBack).filter(Predicate.not(String::isEmpty)).forEach(Drill::method);
        Drill.triesAgain(failedSteps);
        RangeSize.understand(size);
        if (all && !json.isEmpty()) {
            try {
                Files.createDirectories(call.path(json));
            } catch (IOException e) {
                throw new UsageException("cannot make the folder '" + json + "'", "with --all, --json names a folder");
            }
        } else if (!json.isEmpty()) {
            try {
                Files.newOutputStream(call.path(json), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                        .close();
            } catch (IOException e) {
                throw new UsageException(
                        "cannot write to '" + json + "'", "name a file in a folder that exists and is yours");
            }
        }
    }

    private int rehearse(Site site, String what, String to) {
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
            status = respond(site, what, to);
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

    private int respond(Site site, String what, String to) {
        Kills kills = new Kills(call, site, killDuring);
        Thread killer = new Thread(kills, "kills");
        killer.start();
        int status = site.program().run(Drill.class.getName(), arguments(site.home(), what));
        kills.end();
        join(killer);
        if (!kills.allMade()) {
            call.err().println("NOT ALL KILLS WERE MADE: wanted during " + String.join(",", killDuring));
            status = NOT_ALL_KILLS;
        }
        Path document = document(site.home());
        if (!to.isEmpty() && Files.exists(document)) {
            try {
                Files.copy(document, call.path(to), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write to " + to, e);
            }
        }
        return status;
    }

    private static Path document(HomeFolder home) {
        return home.path().resolve("drill.json");
    }

    private List<String> arguments(HomeFolder home, String what) {
        List<String> arguments = new ArrayList<>(List.of(
                what,
                "--base-url",
                home.url(),
                "--home",
                home.range().toString(),
                "--passwords",
                home.passwords().toString(),
                "--json",
                document(home).toString(),
                "--method",
                method.isEmpty() ? Scenario.named(what).way().word() : method,
                "--failed-steps",
                failedSteps));
        if (!takenBack.isEmpty()) {
            arguments.addAll(List.of("--taken-back", takenBack));
        }
        return arguments;
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
