package playbook.restore;

import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;
import playbook.incident.LostObjects;
import playbook.incident.SchemaFingerprint;
import playbook.incident.SideInstance;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.Fingerprints;

/** Compares the definitions just after the culprit with those just before it. */
public final class CompareDefinitionsTask implements WorkerTask {

    /** @param before all definitions just before the culprit */
    record Input(SideInstance side, SchemaFingerprint before) {}

    @Override
    public String name() {
        return "compareDefinitions";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Input input = context.input(Input.class);
        input.side().mustStandAfter();
        Map<String, String> after;
        try (Connection side = Connections.openCopy(
                context.target(), input.side().host(), input.side().port())) {
            after = Fingerprints.take(side).objects();
        }
        context.result(lost(input.before().objects(), after));
    }

    static LostObjects lost(Map<String, String> before, Map<String, String> after) {
        Map<String, String> gone = new TreeMap<>();
        Map<String, LostObjects.Changed> changed = new TreeMap<>();
        before.forEach((object, definition) -> {
            String now = after.get(object);
            if (now == null) {
                gone.put(object, definition);
            } else if (!now.equals(definition)) {
                changed.put(object, new LostObjects.Changed(definition, now));
            }
        });
        return new LostObjects(gone, changed);
    }
}
