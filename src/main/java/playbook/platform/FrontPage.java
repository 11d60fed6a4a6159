package playbook.platform;

import org.jspecify.annotations.Nullable;
import playbook.incident.Target;

/** The page that customers see, and the maintenance page that takes its place. */
public interface FrontPage {

    /** What is being served, and whether it is the maintenance page. */
    Page look(Target target);

    /** Puts the maintenance page up, keeping exactly what it replaces. */
    void showMaintenance(Target target);

    /** Gives back what was kept; does nothing when the maintenance page is not up. */
    void hideMaintenance(Target target);

    /**
     * What customers get.
     *
     * @param sha256 of the page, or of {@code leadsTo}
     * @param leadsTo where a Service or an Ingress leads, in words; empty where a page is a file
     */
    record Page(String sha256, boolean maintenance, String leadsTo) {

        public Page(String sha256, boolean maintenance) {
            this(sha256, maintenance, "");
        }

        /** Pages that were remembered by an earlier state of the product have no such part. */
        public Page(String sha256, boolean maintenance, @Nullable String leadsTo) {
            this.sha256 = sha256;
            this.maintenance = maintenance;
            this.leadsTo = leadsTo == null ? "" : leadsTo;
        }
    }
}
