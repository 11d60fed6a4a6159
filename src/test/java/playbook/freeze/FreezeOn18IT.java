package playbook.freeze;

import playbook.postgres.Majors;
import playbook.postgres.TestServer;

/** All of it on version 18. */
class FreezeOn18IT extends FreezeIT {

    @Override
    TestServer.Settings settings() {
        return TestServer.with().bin(Majors.bin(18));
    }
}
