package playbook.validate;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Changes.Change;
import playbook.incident.Act;
import playbook.incident.ApplicationChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.incident.Target;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Platforms;
import playbook.platform.TargetChecks;
import playbook.platform.TargetChecks.CriticalPath;
import playbook.platform.Targets;

/** V3: checks the application's health, critical paths and log. A failed check is a finding. */
@Component
class TestApplication implements ShortStep {

    /** Whether every check passed; NOT_LOOKED_AT where the target has no application. */
    enum Outcome {
        PASSED,
        FAILED,
        NOT_LOOKED_AT
    }

    private final Platforms platforms;
    private final Targets targets;
    private final Changes changes;

    TestApplication(Platforms platforms, Targets targets, Changes changes) {
        this.platforms = platforms;
        this.targets = targets;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "testApplication";
    }

    @Override
    public Act act() {
        return Act.TEST;
    }

    @Override
    public StepResult run(Incident incident) {
        Target target = incident.target();
        TargetChecks wanted = targets.checks(target);
        if (!wanted.hasApplication()) {
            Verdict none = Verdict.notLookedAt("the target has no application in its configuration");
            return StepResult.of(
                    Outcome.NOT_LOOKED_AT,
                    new ApplicationChecks(List.of(none.check("the application", 0)), Instant.now()));
        }
        Instant since = changes.open(incident, Remembered.TEST_REPLICA).stream()
                .map(Change::rememberedAt)
                .findFirst()
                .orElseGet(Instant::now);
        URI address = platforms.of(target).applications().addresses(target, wanted.application()).stream()
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "no replica of " + wanted.application() + " accepts connections",
                        "look into its log; the test replica must be started before it is tested."));
        ApplicationRequests requests = new ApplicationRequests(address);
        List<Check> checks = new ArrayList<>();
        checks.add(timed("health", () -> requests.whenWarm(new CriticalPath("GET", wanted.healthPath(), "", 200))));
        for (CriticalPath path : wanted.criticalPaths()) {
            checks.add(timed(path.method() + " " + path.path(), () -> requests.send(path)));
        }
        checks.add(timed("no error in its log", () -> log(target, wanted, since)));
        ApplicationChecks result = new ApplicationChecks(checks, since);
        return StepResult.of((result.passed() ? Outcome.PASSED : Outcome.FAILED), result);
    }

    private Verdict log(Target target, TargetChecks wanted, Instant since) {
        return Verdict.of(
                platforms.of(target).applications().errorsSince(target, wanted.application(), since).stream()
                        .map(ApplicationRequests::end)
                        .toList(),
                "none since " + since);
    }

    private static Check timed(String name, Supplier<Verdict> look) {
        long began = System.nanoTime();
        Verdict verdict;
        try {
            verdict = look.get();
        } catch (HintedException | IllegalArgumentException e) {
            verdict = Verdict.failed("the check itself failed: " + e.getMessage());
        }
        double seconds = Math.round((System.nanoTime() - began) / 1e6) / 1e3;
        return verdict.check(name, seconds);
    }
}
