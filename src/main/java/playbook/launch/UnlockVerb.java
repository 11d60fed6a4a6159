package playbook.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import playbook.incident.HintedException;
import playbook.practice.UsageException;
import playbook.security.Unlock;

/** {@code unlock USER}: ends the waiting of who typed wrong passwords. */
@Command
final class UnlockVerb implements Callable<Integer> {

    private final Call call;

    @Parameters(arity = "0..1")
    String user = "";

    @Option(names = "--config")
    String config = "";

    UnlockVerb(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        if (user.isEmpty()) {
            throw new UsageException("nobody was named", call.command() + " unlock olivia");
        }
        if (config.isEmpty()) {
            return atUp();
        }
        String setting = Configuration.setting(
                call.path(config), "--config names the file that the application is started with");
        return TemporaryHome.at(call, "unlock", site -> unlock(site, List.of(setting)));
    }

    private int atUp() {
        HomeFolder home = call.base(true).home("up");
        Site site = Site.of(call, home);
        if (!home.exists() || !site.engine().alive() || !site.program().isThere()) {
            throw new HintedException(
                    "the playbook of '" + call.command() + " up' is not running",
                    call.command() + " up; or name the configuration of another one: --config FILE");
        }
        return unlock(site, site.engine().settings());
    }

    private int unlock(Site site, List<String> settings) {
        List<String> arguments = new ArrayList<>(List.of(user));
        arguments.addAll(settings);
        return site.program().run(Unlock.class.getName(), arguments);
    }
}
