package playbook.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;
import playbook.incident.HintedException;

/** {@code test}: the script of the repository runs the tests itself, so that this is reached from an installed jar only. */
@Command
final class TestVerb implements Callable<Integer> {

    /** Whatever the script would understand. */
    @Unmatched
    List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new HintedException(
                "a jar has no tests: they lie in the product's repository",
                "in a clone of it: ./playbook test; for this machine and a database of yours, use the verb check");
    }
}
