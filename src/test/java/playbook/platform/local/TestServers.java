package playbook.platform.local;

import playbook.platform.LocalRange;
import playbook.platform.Servers;
import playbook.postgres.TestServer;

/** Stops and starts a test's own server as the product does. */
public final class TestServers {

    private TestServers() {}

    public static Servers of(TestServer server) {
        return new LocalServers(LocalRange.targets(server));
    }
}
