package playbook.resume;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import playbook.incident.Incident;
import playbook.platform.Applications;
import playbook.platform.Applications.ApplicationState;

/** Checks whether an application runs again as before, and logs no more errors than before the loss. */
record ApplicationErrors(Applications applications, Incident incident) {

    private static final int SHOWN = 20;

    /** @param troubles list to which this method adds what is wrong */
    ErrorLines look(ApplicationState application, Instant since, Instant now, List<String> troubles) {
        if (application.running() != application.wanted()) {
            troubles.add("%s: %d of %d replicas are running"
                    .formatted(application.name(), application.running(), application.wanted()));
        }
        if (application.testMode()) {
            troubles.add(application.name() + " is still in test mode");
        }
        List<String> lines = applications.errorsSince(incident.target(), application.name(), since);
        ErrorLines errors = new ErrorLines(
                application.name(), lines.size(), Duration.between(since, now), before(application.name()));
        if (errors.moreThanBefore()) {
            troubles.add(errors.inWords());
            lines.stream().limit(SHOWN).forEach(line -> troubles.add(application.name() + ": " + line));
            if (lines.size() > SHOWN) {
                troubles.add("%s: %d more error lines".formatted(application.name(), lines.size() - SHOWN));
            }
        }
        return errors;
    }

    /** Number of error lines in the hour before the loss was noticed, as far as the logs still have them. */
    private int before(String application) {
        Instant noticed = incident.noticedAt();
        int all = applications
                .errorsSince(incident.target(), application, noticed.minus(ErrorLines.BEFORE))
                .size();
        return all
                - applications
                        .errorsSince(incident.target(), application, noticed)
                        .size();
    }
}
