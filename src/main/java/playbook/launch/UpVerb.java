package playbook.launch;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import playbook.incident.HintedException;
import playbook.practice.Scenario;
import playbook.practice.UsageException;
import playbook.security.PracticeUsers;

/** {@code up}: the playbook and a practice range, for people in a browser. */
@Command
final class UpVerb implements Callable<Integer> {

    private final Call call;

    @Option(names = "--port")
    String port = "";

    @Option(names = "--size")
    String size = RangeSize.USUAL;

    /** Is the script's, which installs what is missing. */
    @Option(names = "--yes")
    boolean yes;

    UpVerb(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        RangeSize.understand(size);
        String wished = port.isEmpty() ? call.variable("PLAYBOOK_PORT").orElse("8080") : port;
        if (!wished.matches("[1-9]\\d{0,4}") || Integer.parseInt(wished) > 65535) {
            throw new UsageException("'" + wished + "' is no port", "a number from 1 to 65535");
        }
        BaseFolder base = call.base(false);
        return Claim.holding(call, base, "up", () -> bringUp(base, wished));
    }

    private int bringUp(BaseFolder base, String wished) {
        Site site = Site.of(call, base.home("up").made());
        if (site.engine().alive()) {
            site.application().awaitDecision();
        }
        if (site.application().alive() && site.engine().alive()) {
            goOn(site, wished);
        } else {
            begin(site, base, wished);
        }
        tell(site.home());
        return 0;
    }

    private void goOn(Site site, String wished) {
        if (!site.range().alive()) {
            site.forgetStale();
            site.range().start(size);
        }
        if (!wished.equals(site.home().port())) {
            call.say("It runs already, so it stays on its port.");
        }
    }

    private void begin(Site site, BaseFolder base, String wished) {
        site.application().stop();
        int number = Integer.parseInt(wished);
        if (!Health.isFree(number)) {
            throw new HintedException(
                    "port " + wished + " on 127.0.0.1 is taken by another program",
                    call.command() + " up --port " + (number < 65535 ? number + 1 : 8080));
        }
        if (!site.range().made()) {
            RangeSize.requireSpace(base, size);
        }
        boolean done = false;
        try {
            site.forgetStale();
            site.start(size, wished);
            done = true;
        } finally {
            if (!done) {
                site.stop();
            }
        }
    }

    private void tell(HomeFolder home) {
        call.say("\nThe playbook is up:  " + home.url() + "\n");
        call.say("  login    group               password");
        PracticeUsers.groups().forEach((user, group) -> {
            String password = home.password(user);
            call.out().printf("  %-8s %-19s %s%n", user, group, password.isEmpty() ? "?" : password);
        });
        call.say("""

                Next:
                  1. %1$s break %2$s      destroys rows of the practice database
                  2. open the address, log in as olivia, and report the loss
                  3. answer the tasks as olivia and dave; maria approves, in a private window

                %1$s status tells what runs, %1$s stop ends it.\
                """.formatted(call.command(), Scenario.FIRST.word()));
    }
}
