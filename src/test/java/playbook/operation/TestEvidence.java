package playbook.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.Incident;

/** The record in memory; every finding goes through JSON, as in the real one. */
public final class TestEvidence implements Evidence {

    private record Kept(String type, String json) {}

    private final List<Kept> findings = new ArrayList<>();
    public final List<String> failures = new ArrayList<>();

    @Override
    public void found(Incident incident, String step, Object finding) {
        findings.add(new Kept(finding.getClass().getSimpleName(), Json.write(finding)));
    }

    @Override
    public <T> Optional<T> find(Incident incident, Class<T> type) {
        return findings.stream()
                .filter(kept -> kept.type().equals(type.getSimpleName()))
                .reduce((first, second) -> second)
                .map(kept -> Json.read(kept.json(), type));
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
    public void refused(Incident incident, String step, String who, String why) {}

    @Override
    public void failed(Incident incident, String step, String what) {
        failures.add(what);
    }

    @Override
    public void decided(Incident incident, String step, String who, @Nullable Object what) {}
}
