package playbook.postgres;

import playbook.InTurn;

/** All of it on version 18. */
@InTurn(5)
class WriteFenceOn18IT extends WriteFenceIT {

    @Override
    TestServer.Settings settings() {
        return TestServer.with().bin(Majors.bin(18));
    }

    /** The class above does that on every major, and is enough. */
    @Override
    void writersThatConnectInALoopAreHeldOutOnEachMajor(int major) {}
}
