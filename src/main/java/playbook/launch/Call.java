package playbook.launch;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How the launcher was called.
 *
 * @param command what the person typed before the verb, as hints repeat it: {@code ./playbook}
 * @param jar the packaged product, or one that lies unpacked with its libraries beside it
 * @param repository the clone it was called in; empty for an installed jar
 * @param here the folder that relative paths begin at
 */
record Call(
        String command,
        Path jar,
        Optional<Path> repository,
        Path here,
        Map<String, String> environment,
        PrintStream out,
        PrintStream err,
        Stopping stopping) {

    void say(String text) {
        out.println(text);
    }

    /** Empty for a variable without a value, too. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    Path path(String text) {
        return here.resolve(text).normalize();
    }

    /** The folders that everything is kept in; only root is told that they are not where they would be. */
    BaseFolder base(boolean silent) {
        return BaseFolder.of(this, silent);
    }
}
