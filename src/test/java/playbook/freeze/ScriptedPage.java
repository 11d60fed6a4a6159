package playbook.freeze;

import playbook.incident.Target;
import playbook.platform.FrontPage;

/** A front page whose content is its name. */
public final class ScriptedPage implements FrontPage {

    public String shown = "home";

    /** Customers get something else, whatever is switched. */
    public boolean stuck;

    private String kept = "home";

    @Override
    public Page look(Target target) {
        return new Page(shown, shown.equals("maintenance"));
    }

    @Override
    public void showMaintenance(Target target) {
        kept = shown;
        shown = stuck ? shown : "maintenance";
    }

    @Override
    public void hideMaintenance(Target target) {
        shown = kept;
    }
}
