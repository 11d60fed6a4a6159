package playbook.freeze;

import playbook.InTurn;
import playbook.postgres.Majors;
import playbook.postgres.TestServer;

/** All of it on version 18. */
@InTurn(1)
class FreezeOn18IT extends FreezeIT {

    @Override
    TestServer.Settings settings() {
        return TestServer.with().bin(Majors.bin(18));
    }
}
