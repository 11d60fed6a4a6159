package playbook.launch;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import playbook.incident.HintedException;
import playbook.practice.Scenario;
import playbook.practice.UsageException;

/** {@code break SCENARIO}: damages the running practice range. */
@Command
final class BreakVerb implements Callable<Integer> {

    private final Call call;

    @Parameters(arity = "0..1")
    String scenario = "";

    BreakVerb(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        if (scenario.isEmpty()) {
            throw new UsageException("no scenario was named", call.command() + " break " + Scenario.FIRST.word());
        }
        Scenario.named(scenario);
        HomeFolder home = call.base(false).home("up");
        if (!home.exists()) {
            throw notRunning();
        }
        Site site = Site.of(call, home);
        if (!site.application().alive() || !site.range().alive()) {
            throw notRunning();
        }
        site.range().practice("break", scenario, "--base-url", home.url());
        return 0;
    }

    private HintedException notRunning() {
        return new HintedException("the practice range is not running", call.command() + " up");
    }
}
