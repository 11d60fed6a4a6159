package playbook.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code status}: what is running. */
@Command
final class StatusVerb implements Callable<Integer> {

    private final Call call;

    StatusVerb(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        BaseFolder base = call.base(true);
        for (String name : List.of("up", "drill")) {
            tell(name, base.home(name));
        }
        return 0;
    }

    private void tell(String name, HomeFolder home) {
        if (!home.exists()) {
            call.say(name + ": nothing was made");
            return;
        }
        if (!Files.isExecutable(home.path())) {
            call.say(name + ": " + home.path() + " belongs to " + home.owner()
                    + "; only that user and root see what runs there");
            return;
        }
        // No program of PostgreSQL is needed to look.
        Site site = new Site(call, home, Path.of(""));
        say(
                name,
                "playbook",
                site.application()
                        .process()
                        .map(process -> "runs at " + home.url() + " (process " + process.pid() + ")")
                        .orElse("is stopped"));
        say(
                name,
                "its database",
                site.engine().alive() ? "runs on port " + site.engine().port() : "is stopped");
        if (site.application().alive()) {
            Health.incidents(home).forEach(incident -> say(name, "incident", incident));
        }
        site.jobs().list().forEach(job -> say(name, "operation", job.name() + " runs (process " + job.pid() + ")"));
        if (!site.range().made()) {
            say(name, "practice range", "was not made");
        } else if (site.program().isThere()) {
            site.range().tellStatus(line -> say(name, "practice range", line));
        }
    }

    private void say(String name, String part, String state) {
        call.out().printf("%s: %-16s %s%n", name, part, state);
    }
}
