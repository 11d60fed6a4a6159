package playbook.decide;

import java.time.Instant;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import playbook.incident.BackupList;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;
import playbook.incident.Objectives;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;
import playbook.incident.Target;
import playbook.operation.TestEvidence;
import playbook.wayback.TestWays;

/** The menu of ways back as a person would be shown it, of a server whose exchange nothing forbids. */
public final class Ranking {

    private final RankStrategies step;
    private final TestEvidence evidence = new TestEvidence();
    private final Incident incident;

    public Ranking(Target target) {
        this(target, Objectives.NONE);
    }

    /** @param agreed for the target */
    public Ranking(Target target, Objectives agreed) {
        DataSource database = new EmbeddedDatabaseBuilder()
                .setType(EmbeddedDatabaseType.H2)
                .generateUniqueName(true)
                .addScript("classpath:db/migration/V20__measurements.sql")
                .build();
        step = new RankStrategies(
                evidence,
                new Measurements(new JdbcTemplate(database)),
                TestWays.all(),
                new AgreedTarget(target, agreed));
        incident = new Incident("DL-2026-0001", target, Instant.now(), "olivia", Instant.now());
    }

    public Option option(String method, Culprit culprit, CulpritSearch search, BackupList backups) {
        evidence.found(incident, "findCulprit", search);
        evidence.found(incident, "confirmLoss", culprit);
        evidence.found(incident, "listBackups", backups);
        StrategyOptions options = (StrategyOptions)
                java.util.Objects.requireNonNull(step.run(incident).finding());
        return options.options().stream()
                .filter(option -> option.method().equals(method))
                .findFirst()
                .orElseThrow();
    }
}
