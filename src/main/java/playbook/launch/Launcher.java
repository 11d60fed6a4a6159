package playbook.launch;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import playbook.incident.HintedException;
import playbook.practice.Terminal;
import playbook.practice.UsageException;

/** One word for each thing a newcomer wants, and nothing left running behind it. */
@Command(name = "playbook")
public final class Launcher {

    private static final int FAILED = 1;
    private static final int NOT_UNDERSTOOD = 2;

    private Launcher() {}

    /** Ends the process: 0 when it was done, 1 when it failed, 2 when what was typed is not understood. */
    public static void main(String[] arguments) {
        Terminal.speakUtf8();
        Stopping stopping = new Stopping();
        stopping.listen(System.out);
        int exit;
        try {
            exit = run(call(stopping), arguments);
        } catch (RuntimeException defect) {
            // The end of this process waits until it is told that all was stopped.
            stopping.ended();
            throw defect;
        }
        if (!stopping.ended()) {
            System.exit(exit);
        }
    }

    /** The script of the repository names itself and its folder; an installed jar is called by its own path. */
    private static Call call(Stopping stopping) {
        Path jar = Path.of(System.getProperty("java.class.path", "")).toAbsolutePath();
        Optional<Path> repository =
                Optional.ofNullable(System.getProperty("playbook.repository")).map(Path::of);
        return new Call(
                System.getProperty("playbook.command", "java -jar " + System.getProperty("java.class.path", "")),
                jar,
                repository,
                Path.of("").toAbsolutePath(),
                System.getenv(),
                System.out,
                System.err,
                stopping);
    }

    /** @return the exit status */
    static int run(Call call, String... arguments) {
        Map<String, Callable<Integer>> verbs = verbs(call);
        String verb = arguments.length == 0 ? "help" : arguments[0];
        if (verb.equals("help") || verb.startsWith("-")) {
            call.out().print(Help.of(call, arguments.length < 2 ? "help" : arguments[1]));
            return 0;
        }
        if (!verbs.containsKey(verb)) {
            return error(
                    call,
                    new UsageException(
                            "unknown verb '" + verb + "'",
                            call.command() + " help lists them: " + String.join(", ", verbs.keySet())));
        }
        if (Arrays.asList(arguments).contains("--help")
                || Arrays.asList(arguments).contains("-h")) {
            call.out().print(Help.of(call, verb));
            return 0;
        }
        CommandLine line = new CommandLine(new Launcher());
        verbs.forEach(line::addSubcommand);
        line.setParameterExceptionHandler((e, typed) ->
                        error(call, new UsageException(found(e), call.command() + " " + verb + " --help")))
                .setExecutionExceptionHandler((e, command, typed) -> error(call, e));
        return line.execute(arguments);
    }

    static Map<String, Callable<Integer>> verbs(Call call) {
        Map<String, Callable<Integer>> verbs = new LinkedHashMap<>();
        verbs.put("drill", new DrillVerb(call));
        verbs.put("up", new UpVerb(call));
        verbs.put("break", new BreakVerb(call));
        verbs.put("check", new TargetVerb(call, "check", "playbook.Check"));
        verbs.put("backup", new TargetVerb(call, "backup", "playbook.Backup"));
        verbs.put("unlock", new UnlockVerb(call));
        verbs.put("test", new TestVerb());
        verbs.put("status", new StatusVerb(call));
        verbs.put("stop", new StopVerb(call));
        return verbs;
    }

    private static String found(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            return unmatched.isUnknownOption()
                    ? "unknown option '" + first + "'"
                    : "'" + first + "' is not understood here";
        }
        if (e instanceof MissingParameterException missing
                && missing.getMissing().get(0) instanceof OptionSpec option) {
            return option.longestName() + " needs a value";
        }
        return String.valueOf(e.getMessage());
    }

    private static int error(Call call, Exception e) {
        if (e instanceof Stopping.AskedToStop) {
            return FAILED;
        }
        if (!(e instanceof HintedException) && !(e instanceof UncheckedIOException)) {
            throw new IllegalStateException("the launcher failed, which is a defect of it", e);
        }
        String cause = e.getCause() == null || e instanceof HintedException ? "" : ": " + e.getCause();
        call.err().println("ERROR: " + e.getMessage() + cause);
        return e instanceof UsageException ? NOT_UNDERSTOOD : FAILED;
    }
}
