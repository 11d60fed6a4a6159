package playbook.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.evidence.Evidence;
import playbook.evidence.EvidenceReading;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.Incident;

/** The record in memory; every finding goes through JSON, as in the real one. */
public final class TestEvidence implements Evidence, EvidenceReading {

    private static final Instant AT = Instant.parse("2026-11-22T03:00:07.123456Z");

    private final List<Entry> entries = new ArrayList<>();
    public final List<String> failures = new ArrayList<>();

    @Override
    public void found(Incident incident, String step, Object finding) {
        keep(Kind.FOUND, step, finding.getClass().getSimpleName(), "", finding);
    }

    @Override
    public <T> Optional<T> find(Incident incident, Class<T> type) {
        return entries.stream()
                .filter(kept -> kept.kind() == Kind.FOUND && kept.type().equals(type.getSimpleName()))
                .reduce((first, second) -> second)
                .map(kept -> Json.read(kept.content(), type));
    }

    @Override
    public <T> T get(Incident incident, Class<T> type) {
        return find(incident, type)
                .orElseThrow(() -> new HintedException("there is no " + type.getSimpleName(), "find it first."));
    }

    @Override
    public boolean intend(Incident incident, String step, int attempt, Object what) {
        return true;
    }

    @Override
    public void refused(Incident incident, String step, String who, String why) {
        keep(Kind.REFUSED, step, "String", who, why);
    }

    @Override
    public void failed(Incident incident, String step, String what) {
        failures.add(what);
        keep(Kind.FAILED, step, "String", "", what);
    }

    @Override
    public void decided(Incident incident, String step, String who, @Nullable Object what) {
        keep(Kind.DECIDED, step, "Map", who, what == null ? Map.of() : what);
    }

    /** Of whichever incident: a test has one. */
    @Override
    public List<Entry> of(String incidentKey) {
        return List.copyOf(entries);
    }

    private void keep(Kind kind, String step, String type, String who, Object content) {
        entries.add(new Entry(entries.size() + 1, kind, step, type, who, Json.write(content), AT));
    }
}
