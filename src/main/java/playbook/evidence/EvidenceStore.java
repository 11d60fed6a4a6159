package playbook.evidence;

import jakarta.annotation.PreDestroy;
import java.time.Instant;
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
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.RefusalFolds.Refusal;
import playbook.incident.HintedException;
import playbook.incident.Incident;

/** The record in the engine's database. Rows enter unchained; the {@link Sealer} chains them. */
@Component
class EvidenceStore implements Evidence {

    private static final String NEWEST = """
            -- The newest finding of a type.
            select content from playbook_evidence
            where incident = :incident and kind = 'FOUND' and type = :type order by id desc limit 1
            """;

    private final JdbcClient database;
    private final EarlierRecoveries earlier;
    private final TransactionTemplate own;
    private final RefusalFolds folds = new RefusalFolds();

    EvidenceStore(JdbcClient database, PlatformTransactionManager transactions) {
        this.database = database;
        this.earlier = new EarlierRecoveries(database);
        this.own = new TransactionTemplate(transactions);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    public void found(Incident incident, String step, Object finding) {
        insert(new NewRow(
                incident, step, Kind.FOUND, finding.getClass().getSimpleName(), null, null, Json.write(finding)));
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
        return earlier.before(incident);
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
            own.executeWithoutResult(status -> insert(new NewRow(
                    incident, step, Kind.INTENT, what.getClass().getSimpleName(), attempt, null, Json.write(what))));
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
        own.executeWithoutResult(status -> insert(new NewRow(
                refusal.incident(),
                refusal.step(),
                Kind.REFUSED,
                "String",
                null,
                refusal.who(),
                Json.write(refusal.why()))));
    }

    @Override
    public void failed(Incident incident, String step, String what) {
        own.executeWithoutResult(
                status -> insert(new NewRow(incident, step, Kind.FAILED, "String", null, null, Json.write(what))));
    }

    @Override
    public void decided(Incident incident, String step, String who, @Nullable Object what) {
        String type = what == null ? "" : what.getClass().getSimpleName();
        insert(new NewRow(incident, step, Kind.DECIDED, type, null, who, what == null ? "null" : Json.write(what)));
    }

    private void insert(NewRow row) {
        row.insert(database);
    }
}
