package playbook.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import playbook.incident.Remembered;
import playbook.incident.Target;

/**
 * Holds every writer out of a server but the role that recovers: NOLOGIN on all login roles except superusers and those who
 * replicate or watch and may not write, a read-only default on the database, no session of anybody else, subscriptions
 * disabled and scheduled jobs suspended. It is believed only when proved.
 */
@Component
public final class WriteFence {

    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final WriterWatch writers;

    public WriteFence(ForeignWriteProbe foreignWrites) {
        this.writers = new WriterWatch(foreignWrites);
    }

    /**
     * Shuts out, then ends who is still in; returns who was ended. May be repeated. CONNECTION LIMIT 0 admits superusers and
     * REVOKE CONNECT the owner; NOLOGIN stops both. Superusers other than ours cannot be held out for sure, so they are
     * left to the proof. Who is shut out is decided in role-rights.sql.
     */
    public List<Session> raise(Target target, ChangeLog memory) {
        return on(target, "raise", session -> {
            ServerFacts.requireOurPrimary(session, target);
            List<Role> roles = RoleRights.all(session, target).stream()
                    .filter(RoleRights::shutOut)
                    .map(RoleRights::role)
                    .toList();
            roles.forEach(role -> memory.remember(Remembered.ROLE, role.name(), role));
            FencedRoles fenced = new FencedRoles(session);
            DatabaseDefault database = fenced.database();
            memory.remember(Remembered.DATABASE_DEFAULT, database.database(), database);
            Query.together(session, () -> {
                for (Role role : roles) {
                    fenced.shutOut(role.name());
                }
                fenced.readOnly(database.database());
            });
            for (Subscription subscription : Subscription.enabled(session)) {
                memory.remember(Remembered.SUBSCRIPTION, subscription.subject(), subscription);
                subscription.disable(target);
            }
            ScheduledJobs.active(session, target).ifPresent(jobs -> {
                memory.remember(Remembered.SCHEDULED_JOBS, jobs.subject(), jobs);
                jobs.suspend(target);
            });
            return Sessions.endForeign(session, target, PATIENCE).ended();
        });
    }

    /**
     * Watches the server for at least 300 ms.
     *
     * @param own ids of transactions the playbook itself runs meanwhile
     */
    public FenceProof prove(Target target, Set<Long> own) {
        return on(target, "prove", session -> writers.watch(session, target, own));
    }

    /** Whether the subscription is there and disabled. */
    public boolean isDisabled(Target target, Subscription subscription) {
        return on(target, "look at", subscription::isDisabled);
    }

    /** Those of these jobs that are not active. */
    public List<Long> suspended(Target target, ScheduledJobs before) {
        return on(target, "look at", session -> before.suspended(session, target));
    }

    /** Gives logins and defaults back as remembered; returns what somebody had changed meanwhile. */
    public List<String> lower(Target target, List<Role> roles, List<DatabaseDefault> databases) {
        return on(target, "lower", session -> {
            FencedRoles fenced = new FencedRoles(session);
            List<String> remarks = new ArrayList<>();
            Query.together(session, () -> {
                for (DatabaseDefault before : databases) {
                    fenced.giveBack(before, remarks);
                }
                for (Role before : roles) {
                    fenced.giveBack(before, remarks);
                }
            });
            return remarks;
        });
    }

    /** What remembered roles and defaults are not as remembered; empty when all was given back. */
    public List<String> notGivenBack(Target target, List<Role> roles, List<DatabaseDefault> databases) {
        return on(target, "look at", session -> new FencedRoles(session).differences(roles, databases));
    }

    /** Lets one role in, and lets it write, while the fence holds out all others. */
    public void openFor(Target target, String role) {
        on(target, "open for " + role, session -> {
            FencedRoles fenced = new FencedRoles(session);
            Query.together(session, () -> {
                fenced.readOnlyInDatabase(role, target.database(), "off");
                fenced.letIn(role);
            });
            return role;
        });
    }

    /** Shuts the role out again and ends its sessions; returns who is still there. */
    public List<Session> closeFor(Target target, Role remembered) {
        return on(target, "close for " + remembered.name(), session -> {
            FencedRoles fenced = new FencedRoles(session);
            Query.together(session, () -> {
                fenced.shutOut(remembered.name());
                fenced.readOnlyInDatabase(remembered.name(), target.database(), remembered.readOnly());
            });
            return Sessions.endOfRole(session, remembered.name(), PATIENCE).left();
        });
    }

    /** The next transaction id the server will give (32 bits); asking takes none. */
    public long nextXid(Target target) {
        return on(target, "look at", session -> WalPosition.now(session).nextXid());
    }

    private static <T> T on(Target target, String what, ServerWork<T> work) {
        return ServerWork.on(target, "cannot " + what + " the fence", "; fence by hand if it stays so.", work);
    }
}
