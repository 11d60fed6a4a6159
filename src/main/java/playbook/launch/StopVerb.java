package playbook.launch;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stop}: ends what {@code up} started; with {@code --wipe} all that was made is removed, drills too. */
@Command
final class StopVerb implements Callable<Integer> {

    private final Call call;

    @Option(names = "--wipe")
    boolean wipe;

    StopVerb(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        BaseFolder base = call.base(false);
        HomeFolder up = base.home("up");
        HomeFolder drill = base.home("drill");
        if (!up.exists() && !drill.exists()) {
            call.say("Nothing runs, and there is nothing to remove in " + base.path() + ".");
            return 0;
        }
        List<HomeFolder> homes = wipe ? List.of(up, drill) : List.of(up);
        homes.stream().filter(HomeFolder::exists).forEach(home -> stop(base, home));
        if (wipe) {
            TemporaryHome.removeWhenEmpty(base);
            call.say("Stopped and removed.");
        } else if (up.exists()) {
            call.say("Stopped. The data stays in " + up.path() + " (" + call.command() + " stop --wipe removes it).");
        } else {
            call.say(
                    "Nothing runs. A drill left " + drill.path() + " (" + call.command() + " stop --wipe removes it).");
        }
        return 0;
    }

    private void stop(BaseFolder base, HomeFolder home) {
        String name = home.path().getFileName().toString();
        Claim.holding(call, base, name, () -> {
            Site.of(call, home.made()).stop();
            if (wipe) {
                home.remove();
            }
            return name;
        });
    }
}
