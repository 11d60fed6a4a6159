package playbook.process.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.process.engine.People;
import playbook.process.incident.IncidentNumbers;
import playbook.process.task.RequestPlaces.Place;

/** Puts what was refused over the engine's interface on the record of the incident that it was meant for. */
@Component
public class InterfaceRefusals {

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceRefusals.class);

    private final RequestPlaces places;
    private final IdentityService identities;
    private final IncidentNumbers numbers;
    private final People people;
    private final Evidence evidence;

    InterfaceRefusals(
            RequestPlaces places,
            IdentityService identities,
            IncidentNumbers numbers,
            People people,
            Evidence evidence) {
        this.places = places;
        this.identities = identities;
        this.numbers = numbers;
        this.people = people;
        this.evidence = evidence;
    }

    /**
     * Records the refusal; one that was meant for no incident is only in the log.
     *
     * @param route the engine's template of the path
     * @param parameters of the path, by their names in the template
     * @param body read only when the path names no incident
     */
    public void record(
            String route, Map<String, List<String>> parameters, Supplier<String> body, HintedException refusal) {
        String who = people.name();
        Authentication asker = identities.getCurrentAuthentication();
        try {
            // The refusal of a person who may not read the task stands on its record all the same.
            identities.clearAuthentication();
            Optional<Place> meant = places.ofPath(route, parameters).or(() -> places.ofBody(body.get()));
            meant.ifPresentOrElse(
                    of -> evidence.refused(
                            numbers.named(of.incident()), of.step(), who, String.valueOf(refusal.getMessage())),
                    () -> LOG.warn("refused: {}", refusal.getMessage()));
        } catch (RuntimeException notRecorded) {
            LOG.error("a refusal is not on record: {}", refusal.getMessage(), notRecorded);
        } finally {
            if (asker != null) {
                identities.setAuthentication(asker);
            }
        }
    }
}
