package playbook.resume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Changes.Change;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.incident.Target;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.FrontPage;
import playbook.platform.Platforms;
import playbook.postgres.HorizonPin;
import playbook.postgres.ScheduledJobs;
import playbook.postgres.ServerSetting;
import playbook.postgres.Subscription;
import playbook.postgres.WriteFence;

/**
 * Looks whether what is still remembered as changed is as it was before the incident, whoever gave it back. A change that was
 * given back is struck off the list of remembered changes.
 */
@Component
public final class GivenBack {

    private final Changes changes;
    private final WriteFence fence;
    private final HorizonPin pin;
    private final Platforms platforms;

    public GivenBack(Changes changes, WriteFence fence, HorizonPin pin, Platforms platforms) {
        this.changes = changes;
        this.fence = fence;
        this.pin = pin;
        this.platforms = platforms;
    }

    /**
     * @param seen what no step gave back and is as before all the same: somebody did it by hand
     * @param different what is not as before, and how
     */
    public record Look(List<String> seen, List<String> different) {}

    public Look look(Incident incident) {
        List<String> seen = new ArrayList<>();
        List<String> different = new ArrayList<>();
        for (Change change : changes.open()) {
            if (!change.incidentKey().equals(incident.key())) {
                continue;
            }
            String name = change.kind() + " " + change.subject();
            Optional<String> difference = difference(incident.target(), change);
            if (difference.isEmpty()) {
                changes.undone(change);
                seen.add(name);
            } else {
                different.add(
                        name + ": " + difference.get() + " (changed at " + Figures.second(change.rememberedAt()) + ")");
            }
        }
        return new Look(seen, different);
    }

    private Optional<String> difference(Target target, Change change) {
        try {
            return switch (change.kind()) {
                case Remembered.ROLE ->
                    first(fence.notGivenBack(target, List.of(change.before(WriteFence.Role.class)), List.of()));
                case Remembered.DATABASE_DEFAULT ->
                    first(fence.notGivenBack(
                            target, List.of(), List.of(change.before(WriteFence.DatabaseDefault.class))));
                case Remembered.SUBSCRIPTION ->
                    fence.isDisabled(target, change.before(Subscription.class))
                            ? Optional.of("is disabled, was enabled")
                            : Optional.empty();
                case Remembered.SCHEDULED_JOBS ->
                    Optional.of(fence.suspended(target, change.before(ScheduledJobs.class)))
                            .filter(ids -> !ids.isEmpty())
                            .map(ids -> "jobs " + ids + " are not active, were active");
                case Remembered.SLOT ->
                    pin.slots(target).contains(change.subject())
                            ? Optional.of("is still there and keeps WAL and dead rows")
                            : Optional.empty();
                case Remembered.SERVER_SETTING -> pin.difference(target, change.before(ServerSetting.class));
                case Remembered.APPLICATION -> application(target, change);
                case Remembered.TEST_REPLICA -> testReplica(target, change);
                case Remembered.NETWORK_FENCE ->
                    platforms.of(target).networkFence().isUp(target, change.subject())
                            ? Optional.of("is still up and keeps applications from the database")
                            : Optional.empty();
                case Remembered.FRONT_PAGE -> {
                    FrontPage.Page before = change.before(FrontPage.Page.class);
                    FrontPage.Page now = platforms.of(target).frontPage().look(target);
                    yield now.equals(before) ? Optional.empty() : Optional.of("is " + now + ", was " + before);
                }
                default -> Optional.of("was " + change.before());
            };
        } catch (HintedException e) {
            return Optional.of("cannot be looked at: " + e.getMessage());
        }
    }

    private Optional<String> application(Target target, Change change) {
        ApplicationState before = change.before(ApplicationState.class);
        Optional<ApplicationState> found = now(target, change.subject());
        if (found.isEmpty()) {
            return Optional.of("is not there any more, was " + words(before));
        }
        return found.filter(now -> now.wanted() != before.wanted()
                        || now.running() != before.wanted()
                        || now.testMode() != before.testMode())
                .map(now -> "is " + words(now) + ", was " + words(before));
    }

    private Optional<String> testReplica(Target target, Change change) {
        return now(target, change.subject())
                .filter(ApplicationState::testMode)
                .map(now -> "is still in test mode: " + words(now));
    }

    private static String words(ApplicationState state) {
        return state.running() + " of " + state.wanted() + " replicas running"
                + (state.testMode() ? ", in test mode" : "");
    }

    /** Empty when the platform knows no such application any more. */
    private Optional<ApplicationState> now(Target target, String application) {
        return platforms.of(target).applications().look(target).stream()
                .filter(state -> state.name().equals(application))
                .findFirst();
    }

    private static Optional<String> first(List<String> differences) {
        return differences.stream().findFirst();
    }
}
