package playbook.wayback;

import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.Method;

/**
 * Restores single tables from a copy beside the live ones; in this version a person does it, with the given commands.
 */
@Component
class TableRestore implements WayBack {

    @Override
    public Method method() {
        return Method.TABLE_RESTORE;
    }

    @Override
    public Optional<String> impossible(Situation here) {
        return Optional.of(
                ByHand.fromDump(here.incident().target(), here.incident().key(), here.culprit(), here.backups()));
    }

    @Override
    public String loses(Situation here) {
        return "Every write to the table since the dump.";
    }
}
