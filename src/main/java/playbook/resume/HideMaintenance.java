package playbook.resume;

import java.util.List;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Changes.Change;
import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.platform.FrontPage;
import playbook.platform.Platforms;

/** Restores the page that customers saw before the incident. */
@Component
public class HideMaintenance implements ShortStep {

    private final Platforms platforms;
    private final Changes changes;

    public HideMaintenance(Platforms platforms, Changes changes) {
        this.platforms = platforms;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "hideMaintenance";
    }

    @Override
    public Act act() {
        return Act.GIVE_BACK;
    }

    @Override
    public HideMaintenanceResult run(Incident incident) {
        FrontPage frontPage = platforms.of(incident.target()).frontPage();
        List<Change> remembered = changes.open(incident, Remembered.FRONT_PAGE);
        FrontPage.Page before = remembered.stream()
                .findFirst()
                .map(change -> change.before(FrontPage.Page.class))
                .orElse(null);
        // A maintenance page that was shown before the incident stays.
        if (before != null && !before.maintenance()) {
            frontPage.hideMaintenance(incident.target());
        }
        FrontPage.Page now = frontPage.look(incident.target());
        boolean same = before == null || before.equals(now);
        if (same) {
            remembered.forEach(changes::undone);
        }
        HideMaintenanceResult result = new HideMaintenanceResult(
                same ? HideMaintenanceResult.Outcome.HIDDEN : HideMaintenanceResult.Outcome.DIFFERENT_PAGE,
                before,
                now);
        return result;
    }
}
