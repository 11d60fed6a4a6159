package playbook.evidence;

import jakarta.annotation.PreDestroy;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import playbook.evidence.RefusalFolds.Refusal;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RowTotals;

/** The record in the engine's database. Rows enter unchained; the {@link Sealer} chains them. */
@Component
class EvidenceStore implements Evidence {

    private static final String INSERT = """
            -- A row of the record, not yet in the chain.
            insert into playbook_evidence (incident, step, kind, type, attempt, who, content, written_at, intent_key)
            values (:incident, :step, :kind, :type, :attempt, :who, :content, :at, :intentKey)
            """;

    private static final String NEWEST = """
            -- The newest finding of a type.
            select content from playbook_evidence
            where incident = :incident and kind = 'FOUND' and type = :type order by id desc limit 1
            """;

    private static final String EARLIER = """
            -- Other incidents of a target, oldest first.
            select incident from playbook_incident
            where target = :target and incident <> :incident order by reported_at
            """;

    private static final String RESULTS = """
            -- Who did it, what came back, and whether that was taken back.
            select id, step, type, content, written_at from playbook_evidence
            where incident = :incident and kind = 'FOUND' and type in ('Culprit', 'RecoveryPlan', 'MergeResult', 'UndoResult')
            order by id
            """;

    private final JdbcClient database;
    private final TransactionTemplate own;
    private final RefusalFolds folds = new RefusalFolds();

    EvidenceStore(JdbcClient database, PlatformTransactionManager transactions) {
        this.database = database;
        this.own = new TransactionTemplate(transactions);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    public void found(Incident incident, String step, Object finding) {
        insert(new Row(incident, step, "FOUND", finding.getClass().getSimpleName(), null, null, Json.write(finding)));
    }

    @Override
    public <T> Optional<T> find(Incident incident, Class<T> type) {
        return database.sql(NEWEST)
                .param("incident", incident.key())
                .param("type", type.getSimpleName())
                .query(String.class)
                .optional()
                .map(json -> Json.read(json, type));
    }

    @Override
    public List<Recovered> recoveredBefore(Incident incident) {
        List<Recovered> recovered = new ArrayList<>();
        for (String key : database.sql(EARLIER)
                .param("target", incident.target().name())
                .param("incident", incident.key())
                .query(String.class)
                .list()) {
            Findings findings = new Findings(database.sql(RESULTS)
                    .param("incident", key)
                    .query((row, number) -> new EvidenceReading.Entry(
                            row.getLong("id"),
                            EvidenceReading.Kind.FOUND,
                            row.getString("step"),
                            row.getString("type"),
                            "",
                            row.getString("content"),
                            row.getObject("written_at", OffsetDateTime.class).toInstant()))
                    .list());
            findings.merged()
                    .flatMap(merged -> findings.newest(Culprit.class)
                            .map(culprit -> new Recovered(
                                    key,
                                    culprit.value(),
                                    merged.value().at(),
                                    findings.totals().map(RowTotals::leftAlone).orElse(0L))))
                    .ifPresent(recovered::add);
        }
        return recovered;
    }

    @Override
    public <T> T get(Incident incident, Class<T> type) {
        return find(incident, type)
                .orElseThrow(() -> new HintedException(
                        incident.key() + " has no finding " + type.getSimpleName() + " yet",
                        "the step that finds it has not succeeded; look at the incident's page for it"));
    }

    @Override
    public boolean intend(Incident incident, String step, int attempt, Object what) {
        try {
            own.executeWithoutResult(status -> insert(new Row(
                    incident, step, "INTENT", what.getClass().getSimpleName(), attempt, null, Json.write(what))));
            return true;
        } catch (DuplicateKeyException alreadyIntended) {
            return false;
        }
    }

    @Override
    public void refused(Incident incident, String step, String who, String why) {
        if (folds.inFull(new Refusal(incident, step, who, why), Instant.now())) {
            keep(new Refusal(incident, step, who, why));
        }
    }

    @Scheduled(fixedDelay = 5_000)
    void keepWhatWasFolded() {
        folds.over(Instant.now()).forEach(this::keep);
    }

    @PreDestroy
    void keepAllThatWasFolded() {
        folds.over(Instant.MAX).forEach(this::keep);
    }

    private void keep(Refusal refusal) {
        own.executeWithoutResult(status -> insert(new Row(
                refusal.incident(),
                refusal.step(),
                "REFUSED",
                "String",
                null,
                refusal.who(),
                Json.write(refusal.why()))));
    }

    @Override
    public void failed(Incident incident, String step, String what) {
        own.executeWithoutResult(
                status -> insert(new Row(incident, step, "FAILED", "String", null, null, Json.write(what))));
    }

    @Override
    public void decided(Incident incident, String step, String who, @Nullable Object what) {
        String type = what == null ? "" : what.getClass().getSimpleName();
        insert(new Row(incident, step, "DECIDED", type, null, who, what == null ? "null" : Json.write(what)));
    }

    private void insert(Row row) {
        database.sql(INSERT)
                .param("incident", row.incident.key())
                .param("step", row.step)
                .param("kind", row.kind)
                .param("type", row.type)
                .param("attempt", row.attempt)
                .param("who", row.who)
                .param("content", row.content)
                .param("at", Instant.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .param(
                        "intentKey",
                        row.kind.equals("INTENT")
                                ? Digest.key(row.incident.key(), row.step, String.valueOf(row.attempt))
                                : null)
                .update();
    }

    private record Row(
            Incident incident,
            String step,
            String kind,
            String type,
            @Nullable Integer attempt,
            @Nullable String who,
            String content) {}
}
