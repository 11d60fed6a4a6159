package playbook.wayback;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Findings;
import playbook.incident.Defects;
import playbook.incident.Incident;
import playbook.incident.Method;
import playbook.incident.RestoredRows;
import playbook.incident.Target;
import playbook.platform.Platforms;
import playbook.postgres.Tablespaces;

/** Replaces the live server by one that is recovered to just before the loss; everything written later is undone. */
@Component
class PointInTimeRecovery implements BuiltWay {

    private final Platforms platforms;

    PointInTimeRecovery(Platforms platforms) {
        this.platforms = platforms;
    }

    @Override
    public Method method() {
        return Method.POINT_IN_TIME_RECOVERY;
    }

    @Override
    public List<String> steps() {
        return List.of(
                "planCutOver",
                "restoreServer",
                "replayServer",
                "promoteServer",
                "countRestored",
                "finishServer",
                "swapData");
    }

    /** Reports obstacles before a person chooses, and not only when the server is to be stopped. */
    @Override
    public Optional<String> impossible(Situation here) {
        Target target = here.incident().target();
        return platforms
                .of(target)
                .servers()
                .cannotExchange(target, here.incident().key())
                .or(() -> keptElsewhere(target))
                .or(() -> reason(here))
                .or(() -> Optional.of(ArchiveReach.holeSince(here.culprit(), here.search()))
                        .filter(hole -> !hole.isEmpty()));
    }

    private static Optional<String> keptElsewhere(Target target) {
        List<String> spaces = Tablespaces.elsewhere(target);
        return spaces.isEmpty()
                ? Optional.empty()
                : Optional.of("The server has tablespaces (" + String.join(", ", spaces)
                        + "): the exchange of its data directory does not take them along in this version.");
    }

    private static Optional<String> reason(Situation here) {
        if (!here.facts().serverReachable()) {
            return Optional.of("The server does not answer, so what would be lost can't be counted.");
        }
        if (!here.facts().momentKnown()) {
            return Optional.of(
                    "The transaction that did the damage is not known, so there is no moment to go back to.");
        }
        return here.outOfReach();
    }

    @Override
    public String loses(Situation here) {
        return Losses.ofGoingBack(here.search(), here.culprit(), here.schema(), here.counts()) + here.hardlyTheLoss();
    }

    /** Expects exactly the rows that the recovered server had before the cut-over. */
    @Override
    public Expectations expected(Evidence evidence, Incident incident) {
        RestoredRows restored = evidence.get(incident, RestoredRows.class);
        return new Expectations(
                restored.counts(),
                List.of(),
                restored.schema(),
                restored.defects(),
                evidence.find(incident, Defects.class).orElse(null),
                null);
    }

    @Override
    public Optional<CameBack> cameBack(Findings findings) {
        return ServerCameBack.of(findings);
    }
}
