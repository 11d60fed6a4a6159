package playbook.restore;

/** How the platform knows the side instance: one server of this group for an incident. */
final class SideServer {

    static final String GROUP = "side";

    /** In a cluster, where its address is its own. */
    static final int PORT = 5432;

    private SideServer() {}
}
