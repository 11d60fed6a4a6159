package playbook.platform;

import playbook.incident.Target;

/** The hands for machines of one kind; each target is on one of them. */
public interface Platform {

    boolean hosts(Target target);

    Jobs jobs();

    Applications applications();

    FrontPage frontPage();

    Servers servers();

    NetworkFence networkFence();

    Snapshots snapshots();

    Inventory inventory();
}
