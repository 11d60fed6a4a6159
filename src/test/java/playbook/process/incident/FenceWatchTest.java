package playbook.process.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import playbook.evidence.Evidence;
import playbook.freeze.FenceGuard;
import playbook.freeze.PinGuard;
import playbook.incident.FenceLook;
import playbook.operation.OperationReading;
import playbook.process.ProcessTest;

/** While people decide, a fence that broke is in the record and in their open task. */
class FenceWatchTest extends ProcessTest {

    private static final Instant SEEN = Instant.parse("2026-11-22T15:00:00Z");
    private static final String SESSION = "session: client backend 4711";

    @Autowired
    private IncidentNumbers numbers;

    @Autowired
    private Evidence evidence;

    @Test
    void aBrokenFenceIsToldOnceInTheRecordAndInTheOpenTask() {
        FenceGuard guard = mock(FenceGuard.class);
        PinGuard pin = mock(PinGuard.class);
        when(pin.look(any())).thenReturn(Optional.empty());
        when(guard.look(any(), anyBoolean()))
                .thenReturn(Optional.of(new FenceLook(List.of(), true, SEEN)))
                .thenReturn(Optional.of(new FenceLook(List.of(SESSION), true, SEEN)));
        FenceWatch watch = new FenceWatch(
                runtime,
                tasks,
                numbers,
                evidence,
                new StaticListableBeanFactory(Map.of("guard", guard)).getBeanProvider(FenceGuard.class),
                new StaticListableBeanFactory(Map.of("pin", pin)).getBeanProvider(PinGuard.class),
                new StaticListableBeanFactory().getBeanProvider(OperationReading.class));
        report();
        runOn();

        watch.look();
        assertThat(waiting("confirm-loss").getDescription()).isNull();
        watch.look();
        watch.look();

        String told = "the fence was looked at again at 2026-11-22 15:00:00 UTC and did not hold: " + SESSION
                + ". It was raised again and is proved since; rows that were written in between are not in the"
                + " plans and counts made before.";
        assertThat(waiting("confirm-loss").getDescription()).isEqualTo(told);
        assertThat(world.record).containsOnlyOnce("failed fence: " + told);
    }
}
