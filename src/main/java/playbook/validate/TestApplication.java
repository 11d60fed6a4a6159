package playbook.validate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Changes.Change;
import playbook.incident.Act;
import playbook.incident.ApplicationChecks;
import playbook.incident.Await;
import playbook.incident.DataChecks.Check;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.incident.Target;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Applications;
import playbook.platform.TargetChecks;
import playbook.platform.TargetChecks.CriticalPath;
import playbook.platform.Targets;

/** V3: health, critical paths, and its log. A failed check is a finding. */
@Component
public class TestApplication implements ShortStep {

    /** Whether every check passed; NOT_LOOKED_AT where the target has no application. */
    enum Outcome {
        PASSED,
        FAILED,
        NOT_LOOKED_AT
    }

    private static final Duration HTTP = Duration.ofSeconds(3);
    private static final Duration WARMING_UP = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final int SHOWN = 500;

    private final Applications applications;
    private final Targets targets;
    private final Changes changes;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(HTTP).build();

    TestApplication(Applications applications, Targets targets, Changes changes) {
        this.applications = applications;
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
        URI address = applications.addresses(target, wanted.application()).stream()
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "no replica of " + wanted.application() + " listens",
                        "look into its log; the test replica must be started before it is tested."));
        List<Check> checks = new ArrayList<>();
        checks.add(timed("health", () -> health(address, new CriticalPath("GET", wanted.healthPath(), "", 200))));
        for (CriticalPath path : wanted.criticalPaths()) {
            checks.add(timed(path.method() + " " + path.path(), () -> request(address, path)));
        }
        checks.add(timed("no error in its log", () -> log(target, wanted, since)));
        ApplicationChecks result = new ApplicationChecks(checks, since);
        return StepResult.of((result.passed() ? Outcome.PASSED : Outcome.FAILED), result);
    }

    /** The first answer of an application that has just started takes longer than any other. */
    private Verdict health(URI address, CriticalPath path) {
        return Await.until(Verdict::passed, WARMING_UP, BETWEEN_LOOKS, () -> request(address, path));
    }

    private Verdict request(URI address, CriticalPath path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path.path())).timeout(HTTP);
        if (path.body().isEmpty()) {
            request.method(path.method(), BodyPublishers.noBody());
        } else {
            request.method(path.method(), BodyPublishers.ofString(path.body()))
                    .header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            String found = "status " + response.statusCode() + ", expected " + path.expectedStatus();
            // What a path answers may be a customer's data: only an unexpected answer is kept, and only its begin.
            return response.statusCode() == path.expectedStatus()
                    ? Verdict.passed(found)
                    : Verdict.failed(found + ": " + end(response.body()));
        } catch (IOException e) {
            return Verdict.failed("no answer from " + address.resolve(path.path()) + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while testing the application", e);
        }
    }

    private Verdict log(Target target, TargetChecks wanted, Instant since) {
        return Verdict.of(
                applications.errorsSince(target, wanted.application(), since).stream()
                        .map(TestApplication::end)
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

    private static String end(String text) {
        String stripped = text.strip();
        return stripped.length() <= SHOWN ? stripped : "…" + stripped.substring(stripped.length() - SHOWN);
    }
}
