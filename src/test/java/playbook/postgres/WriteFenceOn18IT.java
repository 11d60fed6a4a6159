package playbook.postgres;

/** All of it on version 18. */
class WriteFenceOn18IT extends WriteFenceIT {

    @Override
    TestServer.Settings settings() {
        return TestServer.with().bin(Majors.bin(18));
    }

    /** The class above does that on every major, and is enough. */
    @Override
    void writersThatConnectInALoopAreHeldOutOnEachMajor(int major) {}
}
