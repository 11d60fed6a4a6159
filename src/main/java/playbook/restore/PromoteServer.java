package playbook.restore;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Evidence;
import playbook.incident.Act;
import playbook.incident.CutOverPlan;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.incident.SideInstance;
import playbook.platform.Job;
import playbook.postgres.DatabaseDefault;
import playbook.postgres.RoleRights;

/** Promotes the side instance to a primary on a new timeline, with the fence already raised in its data. */
@Component
class PromoteServer implements RecoveryStep<PromotedServer> {

    private final Evidence evidence;
    private final Changes changes;

    PromoteServer(Evidence evidence, Changes changes) {
        this.evidence = evidence;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "promoteServer";
    }

    @Override
    public Class<PromotedServer> result() {
        return PromotedServer.class;
    }

    /** It writes only to the recovered copy, and a second run continues where the first one ended. */
    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Act act() {
        return Act.CUT_OVER;
    }

    @Override
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        CutOverPlan plan = Cutting.approved(evidence, incident);
        SideInstance side = evidence.get(incident, SideInstance.class);
        return SideServer.whereItIs(
                evidence,
                incident,
                Job.script(
                                jobName,
                                incident.target(),
                                "playbook/restore/promote-server.sh",
                                Map.of(
                                        "REACHED_LSN",
                                        side.reachedLsn().toString(),
                                        "SYSTEM_IDENTIFIER",
                                        plan.systemIdentifier(),
                                        "DATA_DIRECTORY",
                                        plan.dataDirectory(),
                                        "FENCE_RULE",
                                        RoleRights.rule()),
                                Duration.ofHours(24))
                        .serving(SideServer.GROUP, SideServer.PORT));
    }

    /**
     * Also remembers roles, subscriptions and jobs that exist only on the recovered server, because they were dropped
     * before the fence was raised.
     */
    @Override
    public PromotedServer prove(Incident incident, PromotedServer promoted) {
        if (!promoted.switchedAt().equals(promoted.reachedLsn())) {
            throw new HintedException(
                    "the recovered server's timeline begins at " + promoted.switchedAt() + ", but the verified"
                            + " stop was "
                            + promoted.reachedLsn(),
                    "choose another strategy: this copy must not be used.");
        }
        PromotedServer.Fenced fenced = promoted.fenced();
        fenced.roles().forEach(role -> changes.remember(incident, Remembered.ROLE, role.name(), role));
        fenced.subscriptions().forEach(one -> changes.remember(incident, Remembered.SUBSCRIPTION, one.subject(), one));
        fenced.jobs().forEach(jobs -> changes.remember(incident, Remembered.SCHEDULED_JOBS, jobs.subject(), jobs));
        changes.remember(
                incident,
                Remembered.DATABASE_DEFAULT,
                fenced.database(),
                new DatabaseDefault(fenced.database(), fenced.readOnly()));
        return promoted;
    }
}
