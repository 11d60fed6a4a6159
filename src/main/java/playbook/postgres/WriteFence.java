package playbook.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import playbook.incident.Remembered;
import playbook.incident.Target;

/**
 * Keeps all writers except the recovering role out of a server: NOLOGIN for all login roles except superusers and roles
 * that only replicate or monitor, a read-only default on the database, all other sessions terminated, subscriptions
 * disabled and scheduled jobs suspended. It counts as up only when it is proved.
 */
@Component
public final class WriteFence {

    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final WriterWatch writers;

    public WriteFence(ForeignWriteProbe foreignWrites) {
        this.writers = new WriterWatch(foreignWrites);
    }

    /**
     * Shuts the roles out, then terminates their sessions; returns the terminated sessions. May be repeated. CONNECTION
     * LIMIT 0 admits superusers and REVOKE CONNECT the owner; NOLOGIN stops both. Other superusers cannot be kept out
     * reliably; only the proof detects their writes. role-rights.sql decides which roles are shut out.
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

    /** Ids of those of these jobs that are not active. */
    public List<Long> suspended(Target target, ScheduledJobs before) {
        return on(target, "look at", session -> before.suspended(session, target));
    }

    /** Restores the remembered logins and defaults; returns what somebody had changed meanwhile. */
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

    /** Remembered roles and defaults that are not restored; empty when all are. */
    public List<String> notGivenBack(Target target, List<Role> roles, List<DatabaseDefault> databases) {
        return on(target, "look at", session -> new FencedRoles(session).differences(roles, databases));
    }

    /** Lets one role log in and write, while the fence keeps all others out. */
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

    /** Shuts the role out again and terminates its sessions; returns the remaining sessions. */
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

    /** The next transaction id that the server will assign (32 bits); asking for it assigns none. */
    public long nextXid(Target target) {
        return on(target, "look at", session -> WalPosition.now(session).nextXid());
    }

    private static <T> T on(Target target, String what, ServerWork<T> work) {
        return ServerWork.on(target, "cannot " + what + " the fence", "; fence by hand if it stays so.", work);
    }
}
