package playbook.platform.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Servers;
import playbook.platform.TargetFolders;

/**
 * The server as a process of this machine. The processes that use the data directory are read from /proc, not only from
 * {@code postmaster.pid}: that file remains after a crash, and child processes outlive a killed postmaster.
 */
@Component
public class LocalServers implements Servers {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration GOING = Duration.ofSeconds(3);
    private static final int LOG_END = 2_000;

    private final ConfiguredTargets targets;

    LocalServers(ConfiguredTargets targets) {
        this.targets = targets;
    }

    @Override
    public State look(Target target) {
        Path data = targets.folders(target).data();
        List<Long> owners = ForeignProcesses.inFolder(data, "postgres");
        if (owners.isEmpty()) {
            return State.STOPPED;
        }
        List<String> file = TextFile.read(data.resolve("postmaster.pid"))
                .map(text -> List.of(text.split("\n", -1)))
                .orElse(List.of());
        boolean told = !file.isEmpty() && owners.contains(number(file.get(0)));
        String who = told
                ? "process " + file.get(0).strip()
                : "processes " + owners + ", which postmaster.pid does not name";
        // Line 8, since PostgreSQL 10.
        return new State(who, told && file.size() > 7 && file.get(7).strip().equals("ready"));
    }

    @Override
    public State stop(Target target) {
        TargetFolders folders = targets.folders(target);
        if (look(target).stopped()) {
            return State.STOPPED;
        }
        String why = "";
        try {
            if (folders.stopCommand().isEmpty()) {
                ServerUser.run(control(folders, "stop", "-m", "fast"), "see the server's log.");
            } else {
                OwnCommand.run(folders.stopCommand(), PATIENCE);
            }
        } catch (HintedException stillThere) {
            why = " " + stillThere.getMessage();
        }
        State now = lastLook(target);
        if (!now.stopped()) {
            throw new HintedException(
                    "the server of " + folders.data() + " still runs (" + now.owner() + ") after "
                            + PATIENCE.toSeconds() + " s." + why,
                    "it ends when its sessions are gone and its last WAL is archived: does the archive take files?"
                            + " Then try again.");
        }
        return now;
    }

    /** Its file goes a moment before the process itself does. */
    private State lastLook(Target target) {
        return Await.until(State::stopped, GOING, ForeignProcesses.LOOK_AGAIN, () -> look(target));
    }

    @Override
    public State start(Target target) {
        TargetFolders folders = targets.folders(target);
        State before = look(target);
        if (before.ready()) {
            return before;
        }
        Path log = folders.work().resolve("server-start-" + target.name() + ".log");
        String why = "";
        try {
            if (folders.startCommand().isEmpty()) {
                ServerUser.folder(folders.work());
                ServerUser.run(control(folders, "start", "-l", log.toString()), "see " + log + ".");
            } else {
                OwnCommand.run(folders.startCommand(), PATIENCE);
            }
        } catch (HintedException notYet) {
            why = " " + notYet.getMessage();
        }
        State now = look(target);
        if (!now.ready()) {
            throw new HintedException(
                    "the server of " + folders.data() + " does not take connections after " + PATIENCE.toSeconds()
                            + " s (" + (now.stopped() ? "it does not run" : now.owner()) + ")." + why + end(log),
                    "read its log; the folder has what a person needs to start it by hand.");
        }
        return now;
    }

    private static List<String> control(TargetFolders folders, String verb, String... more) {
        List<String> argv = new ArrayList<>(List.of(
                folders.bin().resolve("pg_ctl").toString(),
                verb,
                "-D",
                folders.data().toString(),
                "-w",
                "-t",
                Long.toString(PATIENCE.toSeconds())));
        argv.addAll(List.of(more));
        return argv;
    }

    private static long number(String line) {
        return line.strip().matches("\\d{1,18}") ? Long.parseLong(line.strip()) : -1;
    }

    private static String end(Path log) {
        if (!Files.isReadable(log)) {
            return "";
        }
        String text = TextFile.read(log).orElse("");
        return "\n"
                + text.substring(Math.max(0, text.length() - LOG_END)).lines().collect(Collectors.joining("\n"));
    }
}
