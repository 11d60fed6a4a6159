package playbook.backup;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.RepositorySettings;

/** All kinds of backup repository, and the one that each target has; a new kind is one line in {@link #KINDS}. */
@Component
public final class Repositories {

    private static final List<Repository> KINDS = List.of(new FolderRepository());

    private final List<Repository> kinds;
    private final ConfiguredTargets targets;

    /** @throws HintedException when a target's configured repository is invalid; names the property */
    @Autowired
    public Repositories(ConfiguredTargets targets) {
        this(KINDS, targets);
    }

    Repositories(List<Repository> kinds, ConfiguredTargets targets) {
        this.kinds = kinds;
        this.targets = targets;
        targets.all().forEach(this::check);
    }

    public Repository of(Target target) {
        return kind(kinds, targets.repository(target).kind());
    }

    /** Opens the repository of the job's target, for reading. */
    public static Repository.Content open(Map<String, String> environment) {
        return kind(KINDS, RepositorySettings.kindIn(environment)).open(environment);
    }

    private static Repository kind(List<Repository> kinds, String name) {
        return kinds.stream()
                .filter(kind -> kind.kind().equals(name))
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "there is no backup repository of kind '" + name + "'", "the kinds are " + names(kinds)));
    }

    private void check(Target target) {
        RepositorySettings written = targets.repository(target);
        String property = "playbook.targets." + target.name() + ".repository.";
        if (!names(kinds).contains(written.kind())) {
            throw new HintedException(property + "kind is '" + written.kind() + "'", "it is one of " + names(kinds));
        }
        TreeSet<String> needed = new TreeSet<>(of(target).settings());
        if (!needed.equals(written.settings().keySet())) {
            throw new HintedException(
                    property + "settings has "
                            + new TreeSet<>(written.settings().keySet()),
                    "the kind '" + written.kind() + "' needs exactly " + needed);
        }
    }

    private static List<String> names(List<Repository> kinds) {
        return kinds.stream().map(Repository::kind).toList();
    }
}
