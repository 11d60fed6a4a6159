package playbook.platform;

import playbook.incident.Target;

/** The page that customers see, and the maintenance page that takes its place. */
public interface FrontPage {

    /** What is being served: SHA-256 of the page, and whether it is the maintenance page. */
    Page look(Target target);

    /** Puts the maintenance page up, keeping the page it replaces byte for byte. */
    void showMaintenance(Target target);

    /** Puts the kept page back; does nothing when the maintenance page is not up. */
    void hideMaintenance(Target target);

    record Page(String sha256, boolean maintenance) {}
}
