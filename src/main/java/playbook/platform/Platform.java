package playbook.platform;

import playbook.incident.Target;

/**
 * One kind of platform, local or Kubernetes, with everything the playbook does on its machines; each target is on one.
 */
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
