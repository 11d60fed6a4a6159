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
import playbook.platform.FrontPage;
import playbook.platform.Platforms;
import playbook.postgres.DatabaseDefault;
import playbook.postgres.HorizonPin;
import playbook.postgres.Role;
import playbook.postgres.ScheduledJobs;
import playbook.postgres.ServerSetting;
import playbook.postgres.Subscription;
import playbook.postgres.WriteFence;

/**
 * Checks for each remembered change that is not marked as undone whether the former state is restored, by whomever; if
 * so, marks it as undone.
 */
@Component
public final class GivenBack {

    private final Changes changes;
    private final WriteFence fence;
    private final HorizonPin pin;
    private final ApplicationsGivenBack applications;
    private final Platforms platforms;

    public GivenBack(Changes changes, WriteFence fence, HorizonPin pin, Platforms platforms) {
        this.changes = changes;
        this.fence = fence;
        this.pin = pin;
        this.applications = new ApplicationsGivenBack(platforms);
        this.platforms = platforms;
    }

    /**
     * @param seen changes that no step undid but whose former state is restored, so a person has done it
     * @param different changes whose former state is not restored, and how they differ
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
                    first(fence.notGivenBack(target, List.of(change.before(Role.class)), List.of()));
                case Remembered.DATABASE_DEFAULT ->
                    first(fence.notGivenBack(target, List.of(), List.of(change.before(DatabaseDefault.class))));
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
                case Remembered.APPLICATION -> applications.difference(target, change);
                case Remembered.TEST_REPLICA -> applications.testReplica(target, change);
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
            return Optional.of("cannot be checked: " + e.getMessage());
        }
    }

    private static Optional<String> first(List<String> differences) {
        return differences.stream().findFirst();
    }
}
