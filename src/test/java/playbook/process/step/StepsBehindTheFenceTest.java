package playbook.process.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import playbook.freeze.FenceGuard;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.LongStep;
import playbook.operation.OperationReading;
import playbook.process.ProcessTestConfiguration;
import playbook.process.engine.PlaybookVariables;
import playbook.process.incident.ReportedIncident;

/** No step that believes that nobody writes begins without a proof of it, and no new step is forgotten. */
class StepsBehindTheFenceTest {

    /** Long steps that are right also while somebody writes, each with its reason. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("listBackups", "reads backups only"),
            Map.entry("findCulprit", "reads WAL up to the fence; what comes later is told by the watch"),
            Map.entry("countRows", "one snapshot; a later write is found by its digests"),
            Map.entry("copyServer", "keeps evidence, as it is at that moment"),
            Map.entry("dumpDatabase", "keeps evidence, as it is at that moment"),
            Map.entry("restoreBase", "beside the server"),
            Map.entry("replayBefore", "beside the server"),
            Map.entry("readBefore", "beside the server"),
            Map.entry("replayAfter", "beside the server"),
            Map.entry("readTables", "beside the server"),
            Map.entry("dumpTables", "beside the server"),
            Map.entry("compareDefinitions", "beside the server"),
            Map.entry("restoreServer", "beside the server"),
            Map.entry("replayServer", "beside the server"),
            Map.entry("countRestored", "counts the recovered server"),
            Map.entry("swapData", "the server is stopped"),
            Map.entry("undoSwap", "the server is stopped"),
            Map.entry("testData", "asks the application's own data test"),
            Map.entry("backupAfter", "applications write again"));

    private final FenceGuard guard = mock(FenceGuard.class);
    private final StepsBehindTheFence behind = new StepsBehindTheFence(
            new StaticListableBeanFactory(Map.of("guard", guard)).getBeanProvider(FenceGuard.class),
            new StaticListableBeanFactory().getBeanProvider(OperationReading.class));
    private final Incident incident =
            new Incident("DL-2026-0001", ProcessTestConfiguration.NOA, Instant.EPOCH, "olivia", Instant.EPOCH);

    @Test
    void everyLongStepIsProvedBehindTheFenceOrHasAReasonWhyNot() throws Exception {
        Set<String> others = new TreeSet<>();
        steps().stream()
                .filter(step -> !step.behindTheFence())
                .map(LongStep::name)
                .forEach(others::add);
        assertThat(others).isEqualTo(new TreeSet<>(OTHERS.keySet()));
    }

    @Test
    void whatComparesPlansWritesAndChecksDoes() throws Exception {
        Set<String> proved = new TreeSet<>();
        for (LongStep<?> step : steps()) {
            FenceGuard own = mock(FenceGuard.class);
            doAnswer(held -> proved.add(step.name())).when(own).mustHold(incident, false);
            new StepsBehindTheFence(
                            new StaticListableBeanFactory(Map.of("guard", own)).getBeanProvider(FenceGuard.class),
                            new StaticListableBeanFactory().getBeanProvider(OperationReading.class))
                    .proveFor(incident, step);
        }
        assertThat(proved)
                .containsExactlyInAnyOrder(
                        "copyCatalogs",
                        "readHeap",
                        "compareRows",
                        "planRecovery",
                        "planCutOver",
                        "planTables",
                        "restoreTables",
                        "undoTables",
                        "mergeRows",
                        "undoMerge",
                        "promoteServer",
                        "finishServer",
                        "checkData");
    }

    @Test
    void aStepIsNotBegunWhereTheFenceDoesNotHold() {
        doThrow(new HintedException("this step relies on the fence", "keep these out by hand."))
                .when(guard)
                .mustHold(any(), anyBoolean());
        LongStep<?> merge = mock(LongStep.class);
        when(merge.behindTheFence()).thenReturn(true);
        LongSteps steps = mock(LongSteps.class);
        doReturn(merge).when(steps).named("mergeRows");
        ReportedIncident incidents = mock(ReportedIncident.class);
        DelegateExecution execution = mock(DelegateExecution.class);
        when(incidents.of(execution)).thenReturn(incident);
        when(execution.getVariable(PlaybookVariables.STEP.name())).thenReturn("mergeRows");
        assertThatThrownBy(() -> new StartOperationDelegate(steps, incidents, behind).execute(execution))
                .hasMessageContaining("relies on the fence");
        verify(steps, never()).start(any(), any());
    }

    private static List<LongStep<?>> steps() throws Exception {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AssignableTypeFilter(LongStep.class));
        List<LongStep<?>> steps = new ArrayList<>();
        for (BeanDefinition found : scan.findCandidateComponents("playbook")) {
            Class<?> type = Class.forName(Objects.requireNonNull(found.getBeanClassName()));
            boolean ours = !type.getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath()
                    .contains("test-classes");
            if (ours) {
                steps.add((LongStep<?>) mock(type, CALLS_REAL_METHODS));
            }
        }
        return steps;
    }
}
