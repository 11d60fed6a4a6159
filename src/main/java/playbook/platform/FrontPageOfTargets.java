package playbook.platform;

import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;
import playbook.incident.Target;

/** Asks the platform of the target. */
@Component
@Primary
class FrontPageOfTargets implements FrontPage {

    private final Platforms platforms;

    FrontPageOfTargets(Platforms platforms) {
        this.platforms = platforms;
    }

    @Override
    public Page look(Target target) {
        return of(target).look(target);
    }

    @Override
    public void showMaintenance(Target target) {
        of(target).showMaintenance(target);
    }

    @Override
    public void hideMaintenance(Target target) {
        of(target).hideMaintenance(target);
    }

    private FrontPage of(Target target) {
        return platforms.of(target).frontPage();
    }
}
