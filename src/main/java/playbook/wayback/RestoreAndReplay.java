package playbook.wayback;

import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.Method;

/** Replays all WAL onto a base backup on healthy storage, to the latest state. */
@Component
class RestoreAndReplay implements WayBack {

    @Override
    public Method method() {
        return Method.RESTORE_AND_REPLAY;
    }

    @Override
    public Optional<String> impossible(Situation here) {
        return Optional.of("The switch to a server that was replayed to the end is not built in this version.");
    }

    @Override
    public String loses(Situation here) {
        return "Writes after the last WAL that is in the archive.";
    }
}
