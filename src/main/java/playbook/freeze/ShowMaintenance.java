package playbook.freeze;

import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.platform.FrontPage;
import playbook.platform.Platforms;

/** Shows customers the maintenance page, and remembers the page they saw before. */
@Component
class ShowMaintenance implements ShortStep {

    private final Platforms platforms;
    private final Changes changes;

    ShowMaintenance(Platforms platforms, Changes changes) {
        this.platforms = platforms;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "showMaintenance";
    }

    @Override
    public Act act() {
        return Act.STOP_LOSS;
    }

    @Override
    public ShowMaintenanceResult run(Incident incident) {
        FrontPage frontPage = platforms.of(incident.target()).frontPage();
        FrontPage.Page before = frontPage.look(incident.target());
        changes.remember(incident, Remembered.FRONT_PAGE, incident.target().name(), before);
        if (!before.maintenance()) {
            frontPage.showMaintenance(incident.target());
        }
        FrontPage.Page now = frontPage.look(incident.target());
        ShowMaintenanceResult result = new ShowMaintenanceResult(
                now.maintenance() ? ShowMaintenanceResult.Outcome.SHOWN : ShowMaintenanceResult.Outcome.NOT_SHOWN,
                before,
                now);
        return result;
    }
}
