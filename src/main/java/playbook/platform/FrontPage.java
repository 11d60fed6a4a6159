package playbook.platform;

import org.jspecify.annotations.Nullable;
import playbook.incident.Target;

/** Switches between the page that customers see and the maintenance page. */
public interface FrontPage {

    /** The page that is served now. */
    Page look(Target target);

    /** Shows the maintenance page and keeps an exact copy of what it replaces. */
    void showMaintenance(Target target);

    /** Restores what was kept; does nothing when the maintenance page is not shown. */
    void hideMaintenance(Target target);

    /**
     * The page that customers get.
     *
     * @param sha256 digest of the page, or of {@code leadsTo}
     * @param leadsTo where a Service or an Ingress leads, in words; empty where a page is a file
     */
    record Page(String sha256, boolean maintenance, String leadsTo) {

        public Page(String sha256, boolean maintenance) {
            this(sha256, maintenance, "");
        }

        /** Pages that former versions remembered have no {@code leadsTo}. */
        public Page(String sha256, boolean maintenance, @Nullable String leadsTo) {
            this.sha256 = sha256;
            this.maintenance = maintenance;
            this.leadsTo = leadsTo == null ? "" : leadsTo;
        }
    }
}
