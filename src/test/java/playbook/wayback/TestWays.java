package playbook.wayback;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import playbook.platform.Servers;

/** All ways back, for tests of other rooms. */
public final class TestWays {

    private TestWays() {}

    /** @param servers asked whether one may be exchanged; null where none can be */
    public static WaysBack with(@Nullable Servers servers) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        if (servers != null) {
            beans.addBean("servers", servers);
        }
        return new WaysBack(List.of(
                new RowRecovery(),
                new PointInTimeRecovery(beans.getBeanProvider(Servers.class)),
                new TableRestore(),
                new RestoreAndReplay(),
                new FullRestore()));
    }
}
