package playbook.wayback;

import java.util.List;
import playbook.incident.Target;
import playbook.platform.ScriptedPlatform;
import playbook.platform.Servers;

/** All ways back, for tests of other rooms. */
public final class TestWays {

    private TestWays() {}

    /** Of a server whose exchange nothing is asked about. */
    public static WaysBack all() {
        return with(new Unasked());
    }

    /** @param servers asked whether one may be exchanged */
    public static WaysBack with(Servers servers) {
        return new WaysBack(List.of(
                new RowRecovery(),
                new PointInTimeRecovery(ScriptedPlatform.of(servers)),
                new TableRestore(),
                new RestoreAndReplay(),
                new FullRestore()));
    }

    /** Every exchange is possible, and none may happen. */
    private static final class Unasked implements Servers {

        @Override
        public State look(Target target) {
            throw new AssertionError("nobody asked for it");
        }

        @Override
        public State stop(Target target) {
            throw new AssertionError("nobody asked for it");
        }

        @Override
        public State start(Target target) {
            throw new AssertionError("nobody asked for it");
        }
    }
}
