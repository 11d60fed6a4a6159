package playbook.evidence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.incident.Incident;

/** Evidence and changes for tests of steps; everything goes through JSON, as in the real record. */
public final class InMemoryRecord implements Evidence, Changes {

    /** Keeps what a step returned, as the process does. */
    public <R> R kept(Incident incident, R finding) {
        found(incident, "step", finding);
        return finding;
    }

    private record Finding(String incident, String type, String json) {}

    private final List<Finding> findings = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Change> undone = new ArrayList<>();

    @Override
    public void found(Incident incident, String step, Object finding) {
        findings.add(new Finding(incident.key(), finding.getClass().getSimpleName(), Json.write(finding)));
    }

    @Override
    public <T> Optional<T> find(Incident incident, Class<T> type) {
        return findings.stream()
                .filter(one ->
                        one.incident().equals(incident.key()) && one.type().equals(type.getSimpleName()))
                .reduce((older, newer) -> newer)
                .map(one -> Json.read(one.json(), type));
    }

    @Override
    public <T> T get(Incident incident, Class<T> type) {
        return find(incident, type)
                .orElseThrow(() -> new HintedException("no " + type.getSimpleName() + " yet", "run its step."));
    }

    @Override
    public boolean intend(Incident incident, String step, int attempt, Object what) {
        return true;
    }

    @Override
    public void refused(Incident incident, String step, String who, String why) {}

    @Override
    public void failed(Incident incident, String step, String what) {}

    @Override
    public void decided(Incident incident, String step, String who, @Nullable Object what) {}

    @Override
    public void remember(Incident incident, String kind, String subject, Object before) {
        boolean known = changes.stream()
                .filter(change -> !undone.contains(change))
                .anyMatch(change -> change.incidentKey().equals(incident.key())
                        && change.kind().equals(kind)
                        && change.subject().equals(subject));
        if (!known) {
            changes.add(
                    new Change(changes.size() + 1L, incident.key(), kind, subject, Json.write(before), Instant.now()));
        }
    }

    @Override
    public List<Change> open(Incident incident, String kind) {
        return open().stream()
                .filter(change -> change.incidentKey().equals(incident.key()) && Objects.equals(change.kind(), kind))
                .toList();
    }

    @Override
    public List<Change> open() {
        return changes.stream().filter(change -> !undone.contains(change)).toList();
    }

    @Override
    public void undone(Change change) {
        undone.add(change);
    }
}
