package playbook.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import playbook.practice.UsageException;

/** {@code check TARGET} and {@code backup TARGET}: a program of the product looks at, or works on, one target. */
@Command
final class TargetVerb implements Callable<Integer> {

    private final Call call;
    private final String verb;
    private final String main;

    @Parameters(arity = "0..1")
    String target = "";

    @Option(names = "--config")
    String config = "";

    /** Is the script's, which installs what is missing. */
    @Option(names = "--yes")
    boolean yes;

    /** @param main the program's class */
    TargetVerb(Call call, String verb, String main) {
        this.call = call;
        this.verb = verb;
        this.main = main;
    }

    @Override
    public Integer call() {
        if (target.isEmpty()) {
            throw new UsageException("no target was named", call.command() + " " + verb + " noa");
        }
        Path file = config.isEmpty() ? call.base(true).home("up").range().resolve("target.yml") : call.path(config);
        String setting = Configuration.setting(
                file, "name it with --config, or make a practice range first: " + call.command() + " up");
        return TemporaryHome.at(
                call,
                verb,
                site -> site.program()
                        .run(
                                main,
                                List.of(
                                        target,
                                        setting,
                                        "--playbook.home=" + site.home().application())));
    }
}
