package playbook.process;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.objenesis.SpringObjenesis;
import playbook.evidence.Approvals;
import playbook.evidence.Evidence;
import playbook.evidence.EvidenceReading;
import playbook.evidence.Json;
import playbook.evidence.Recovered;
import playbook.freeze.FenceResult;
import playbook.freeze.PinResult;
import playbook.incident.Act;
import playbook.incident.ApplicationChecks;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CutOverPlan;
import playbook.incident.DataChecks;
import playbook.incident.DataTest;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.NotReachedException;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowCounts;
import playbook.incident.StopPoint;
import playbook.incident.StrategyFacts;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.incident.TablesPlan;
import playbook.incident.Target;
import playbook.operation.LongStep;
import playbook.operation.Node;
import playbook.operation.OperationRecord;
import playbook.operation.Operations;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.TargetChecks;
import playbook.platform.Targets;
import playbook.process.incident.IncidentNumbers;
import playbook.resume.WatchResumedResult;
import playbook.validate.TestReplicaStopped;

/** The real engine on H2 with a scripted world: steps that answer what a test tells them. */
@Configuration
@TestComponent // Not for the tests that start the whole application.
@ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    TransactionAutoConfiguration.class,
    CamundaBpmAutoConfiguration.class
})
@ComponentScan(
        basePackages = "playbook.process",
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX, // They are no business of other rooms.
                        pattern = "playbook\\.process\\.incident\\.(BookedIncidents|LeftOverWatch)"))
@Import({Node.class, Approvals.class})
public class ProcessTestConfiguration {

    static final List<String> SHORT = List.of(
            "pin",
            "fence",
            "stopApplications",
            "showMaintenance",
            "secureWal",
            "listStatements",
            "reportLoss",
            "rankStrategies",
            "advanceSequences",
            "stopServer",
            "startServer",
            "startTestReplica",
            "testApplication",
            "stopTestReplica",
            "liftFence",
            "startApplications",
            "hideMaintenance",
            "watchResumed",
            "removeSideInstance",
            "unpin",
            "closeIncident");
    static final List<String> LONG = List.of(
            "copyServer",
            "dumpDatabase",
            "findCulprit",
            "countRows",
            "listBackups",
            "copyCatalogs",
            "readHeap",
            "restoreBase",
            "replayBefore",
            "readBefore",
            "replayAfter",
            "compareRows",
            "planRecovery",
            "planCutOver",
            "readTables",
            "dumpTables",
            "compareDefinitions",
            "planTables",
            "restoreTables",
            "undoTables",
            "mergeRows",
            "undoMerge",
            "restoreServer",
            "replayServer",
            "promoteServer",
            "countRestored",
            "finishServer",
            "swapData",
            "undoSwap",
            "checkData",
            "testData",
            "backupAfter");

    public static final Target NOA = new Target(
            "noa",
            "noa_db (practice range)",
            "127.0.0.1",
            5433,
            "noa_db",
            "recovery",
            Path.of("pgpass"),
            List.of("api"),
            true);

    @Bean
    static World world() {
        return new World();
    }

    /** One bean a step, as component scanning would make them. */
    @Bean
    static BeanDefinitionRegistryPostProcessor steps() {
        return new BeanDefinitionRegistryPostProcessor() {
            @Override
            public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
                for (String name : SHORT) {
                    RootBeanDefinition step = new RootBeanDefinition(ScriptedShortStep.class);
                    step.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
                    step.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
                    registry.registerBeanDefinition(name, step);
                }
                for (String name : LONG) {
                    RootBeanDefinition step = new RootBeanDefinition(ScriptedLongStep.class);
                    step.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
                    step.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
                    registry.registerBeanDefinition(name, step);
                }
            }
        };
    }

    /** Whatever a model has may fail; the rules of the house hear of it before. */
    @Bean
    static ProcessEnginePlugin breakage(World world) {
        return new Breakage(world);
    }

    @Bean
    Targets targets() {
        return new Targets() {
            @Override
            public Collection<Target> all() {
                return List.of(NOA);
            }

            @Override
            public Target named(String name) {
                if (!name.equals("noa")) {
                    throw new HintedException("no target '" + name + "' is configured", "use one of [noa].");
                }
                return NOA;
            }

            @Override
            public TargetChecks checks(Target target) {
                return new TargetChecks("api", "/health", List.of(), List.of());
            }
        };
    }

    @Bean
    IncidentNumbers numbers(World world) {
        return new IncidentNumbers() {
            @Override
            public Incident open(Target target, String reportedBy, Instant noticedAt) {
                String key = "DL-2026-%04d".formatted(world.incidents.size() + 1);
                Incident incident = new Incident(key, target, Instant.now(), reportedBy, noticedAt);
                world.incidents.put(key, incident);
                return incident;
            }

            @Override
            public Incident named(String key) {
                return Optional.ofNullable(world.incidents.get(key))
                        .orElseThrow(() -> new HintedException("no incident " + key, "check the key."));
            }
        };
    }

    /** Stands in for the book, which the models tell of the end. */
    @Bean
    ExecutionListener bookedIncidents(World world) {
        return execution -> world.ran.add("closed " + execution.getProcessBusinessKey());
    }

    @Bean
    RecordedEvidence evidence(World world) {
        return new RecordedEvidence(world);
    }

    @Bean
    Operations operations(World world) {
        return new Operations() {
            @Override
            public OperationRecord start(Incident incident, LongStep<?> step, int attempt) {
                String name = incident.key() + "-" + step.name() + "-" + attempt;
                world.reach(step.name());
                if (world.throwing.contains(step.name())) {
                    throw new HintedException("nothing to run for " + step.name(), "none.");
                }
                world.undelivered.add(name);
                return world.operations.computeIfAbsent(name, key -> {
                    world.ran.add(step.name());
                    return new OperationRecord(name, incident, step.name(), attempt, world.ending(step.name()));
                });
            }

            @Override
            public void cancel(Incident incident, Collection<String> steps) {
                world.cancelled.addAll(steps);
                steps.stream().filter(step -> awaited(incident, step)).forEach(world.cancelledWhileAwaited::add);
                world.undelivered.removeIf(
                        name -> steps.contains(world.operation(name).step()));
            }

            @Override
            public OperationRecord look(String name) {
                return world.operation(name);
            }
        };
    }

    /** Whoever waits for it, as committed, would hear that it was cancelled. */
    private static boolean awaited(Incident incident, String step) {
        return Context.getProcessEngineConfiguration()
                        .getRuntimeService()
                        .createExecutionQuery()
                        .processInstanceBusinessKey(incident.key())
                        .activityId("awaitOperation")
                        .processVariableValueEquals("step", step)
                        .count()
                > 0;
    }

    /** What happened and what shall happen. */
    public static final class World {
        public final Map<String, Incident> incidents = new LinkedHashMap<>();
        public final Map<String, String> outcomes = new HashMap<>();
        public final Map<String, Object> findings = new HashMap<>();
        public final Map<String, OperationRecord> operations = new LinkedHashMap<>();
        public final Set<String> undelivered = new HashSet<>();
        public final Set<String> failing = new HashSet<>();
        /** What does not find what it looks for; the response does without it. */
        public final Set<String> leftOut = new HashSet<>();

        public final Set<String> throwing = new HashSet<>();
        /** What can't be proved after it has ended well. */
        public final Set<String> unproved = new HashSet<>();

        /** Elements of the models that fail when the response comes to them: a gateway, a task that can't be shown. */
        public final Set<String> broken = new HashSet<>();

        public final Set<String> visited = new HashSet<>();
        /** How often each step still finds nobody who answers; ten seconds pass each time. */
        public final Map<String, Integer> away = new HashMap<>();

        public final Map<String, HintedException> troubles = new HashMap<>();
        public final Set<String> held = new HashSet<>();
        public final Set<String> cancelled = new HashSet<>();
        /** While somebody still waited for them, who would take it for a failure. */
        public final Set<String> cancelledWhileAwaited = new HashSet<>();
        /** How often each step's worker is killed yet. */
        public final Map<String, Integer> killed = new HashMap<>();

        public final List<String> ran = new ArrayList<>();
        public final List<String> record = new ArrayList<>();
        public final Map<Class<?>, Object> evidence = new HashMap<>();
        public final List<EvidenceReading.Entry> entries = new ArrayList<>();
        public final List<Recovered> recovered = new ArrayList<>();

        void reset() {
            List.of(outcomes, findings, operations, evidence, troubles, away, killed)
                    .forEach(Map::clear);
            List.of(
                            undelivered,
                            failing,
                            leftOut,
                            throwing,
                            unproved,
                            broken,
                            visited,
                            held,
                            cancelled,
                            cancelledWhileAwaited,
                            ran,
                            record,
                            entries,
                            recovered)
                    .forEach(Collection::clear);
            ClockUtil.reset();
            leftOut.add("readHeap");
            outcomes.put("fence", "UP");
            outcomes.put("watchResumed", "OK");
            findings.put(
                    "findCulprit",
                    Map.of("suspects", List.of(Map.of("culprit", culprit(771)), Map.of("culprit", culprit(790)))));
            findings.put("pin", Map.of("outcome", "PINNED", "pin", Map.of("notSet", List.of())));
            findings.put("fence", Map.of("outcome", "UP", "stillWriting", List.of()));
            findings.put("countRows", Map.of("tables", List.of(), "measuredAt", "2026-11-22T14:31:00Z"));
            findings.put("checkData", Map.of("checks", List.of()));
            findings.put("testData", Map.of("checks", List.of()));
            findings.put("testApplication", Map.of("checks", List.of()));
            findings.put(
                    "stopTestReplica", Map.of("wrote", Map.of("known", true, "inWords", "none", "changes", List.of())));
            findings.put("watchResumed", Map.of("outcome", "OK", "troubles", List.of()));
            findings.put("planRecovery", recoveryPlan("hash-1"));
            findings.put("planCutOver", cutOverPlan("hash-1"));
            findings.put("planTables", tablesPlan("hash-1"));
            evidence.put(
                    StrategyFacts.class,
                    new StrategyFacts("accidental-delete", true, true, true, true, true, 200, "", "", true));
        }

        /** What shall happen otherwise than well. */
        String prepared() {
            return "%s %s %s %s %s %s %s".formatted(outcomes, failing, leftOut, throwing, unproved, broken, held);
        }

        /** Key of the incident that was reported last. */
        public String newest() {
            return incidents.keySet().stream().reduce((former, next) -> next).orElseThrow();
        }

        void keep(String step, Object finding) {
            keep(EvidenceReading.Kind.FOUND, step, finding.getClass().getSimpleName(), "", finding);
        }

        void keep(EvidenceReading.Kind kind, String step, String type, String who, Object content) {
            entries.add(new EvidenceReading.Entry(
                    entries.size() + 1, kind, step, type, who, Json.write(content), Instant.now()));
        }

        void reach(String step) {
            if (away.merge(step, -1, Integer::sum) >= 0) {
                ClockUtil.setCurrentTime(
                        Date.from(ClockUtil.getCurrentTime().toInstant().plusSeconds(10)));
                throw new NotReachedException("cannot " + step + ": no answer", "it is tried again", null);
            }
        }

        OperationRecord operation(String name) {
            return Optional.ofNullable(operations.get(name)).orElseThrow();
        }

        JobStatus ending(String step) {
            if (killed.merge(step, -1, Integer::sum) >= 0) {
                return new JobStatus(
                        JobStatus.State.FAILED,
                        137,
                        Instant.now(),
                        Instant.now(),
                        1,
                        2,
                        "rows",
                        null,
                        "command: line 3: 4711 Killed java");
            }
            boolean fails = failing.contains(step) || leftOut.contains(step);
            return new JobStatus(
                    fails ? JobStatus.State.FAILED : JobStatus.State.SUCCEEDED,
                    fails ? 1 : 0,
                    Instant.now(),
                    Instant.now(),
                    1,
                    1,
                    "rows",
                    "{}",
                    "the log of " + step);
        }

        static RecoveryPlan recoveryPlan(String hash) {
            return Json.read("""
                    {"method": "row-recovery", "incident": "DL-2026-0001", "systemIdentifier": "7", "database": "noa_db",
                     "xid": 771, "commitLsn": "0/16B4000", "timeline": 1, "tables": [], "warnings": [],
                     "statementsSha256": "statements", "hash": "%s"}
                    """.formatted(hash), RecoveryPlan.class);
        }

        static CutOverPlan cutOverPlan(String hash) {
            return new CutOverPlan(
                    "DL-2026-0001",
                    "7",
                    "noa_db",
                    "data",
                    new StopPoint(StopPoint.Kind.TRANSACTION, "771", 1),
                    "backup",
                    Lsn.parse("0/16B5000"),
                    12,
                    List.of(),
                    List.of(),
                    List.of(),
                    Instant.parse("2026-11-22T14:40:00Z"),
                    hash);
        }

        static TablesPlan tablesPlan(String hash) {
            return new TablesPlan(
                    "DL-2026-0001",
                    "7",
                    "noa_db",
                    771,
                    Lsn.parse("0/16B4000"),
                    1,
                    List.of("TABLE public accounts"),
                    List.of(new TablesPlan.TableBack(new TableName("public", "accounts"), 16400, 500)),
                    List.of(),
                    List.of(),
                    List.of(),
                    "statements",
                    Instant.parse("2026-11-22T14:40:00Z"),
                    hash);
        }

        public static Culprit culprit(long xid) {
            return culprit(xid, TableChange.Operation.DELETE);
        }

        public static Culprit culprit(long xid, TableChange.Operation operation) {
            return new Culprit(
                    xid,
                    List.of(),
                    Lsn.parse("0/16B3748"),
                    Lsn.parse("0/16B4000"),
                    Lsn.parse("0/16B4028"),
                    1,
                    Instant.parse("2026-11-22T14:30:00Z"),
                    List.of(new TableChange(new TableName("public", "accounts"), 16400, operation, 500)));
        }
    }

    /** Every outcome that a path of the models needs. */
    enum Scripted {
        DONE,
        UP,
        STILL_WRITING,
        NOT_REACHABLE,
        OK,
        TROUBLE
    }

    private static final Map<String, Object> REAL = new ConcurrentHashMap<>();

    /** What the real step of that name says of itself; made once, as each is asked at every turn. */
    private static <T> T real(Class<T> kind, String name) {
        return kind.cast(REAL.computeIfAbsent(
                name,
                step -> new SpringObjenesis()
                        .newInstance(Objects.requireNonNull(
                                NamesTest.components(kind).get(step)))));
    }

    /** What the real step's finding is, where a test tells only a part of it. */
    private static final Map<String, Class<?>> TYPES = Map.of(
            "pin", PinResult.class,
            "fence", FenceResult.class,
            "findCulprit", CulpritSearch.class,
            "countRows", RowCounts.class,
            "checkData", DataChecks.class,
            "testData", DataTest.class,
            "testApplication", ApplicationChecks.class,
            "stopTestReplica", TestReplicaStopped.class,
            "watchResumed", WatchResumedResult.class);

    private static Object found(World world, String step) {
        Object finding = world.findings.getOrDefault(step, Map.of("step", step));
        Class<?> type = TYPES.get(step);
        return finding instanceof Map && type != null ? Json.read(Json.write(finding), type) : finding;
    }

    record ScriptedShortStep(String name, World world) implements ShortStep {
        @Override
        public Act act() {
            return real(ShortStep.class, name).act();
        }

        @Override
        public StepResult run(Incident incident) {
            world.reach(name);
            if (world.throwing.contains(name)) {
                throw new HintedException(name + " can't", "none.");
            }
            world.ran.add(name);
            return new ScriptedResult(
                    Scripted.valueOf(world.outcomes.getOrDefault(name, "DONE")),
                    found(world, name),
                    Optional.ofNullable(world.troubles.get(name)));
        }
    }

    record ScriptedResult(Scripted outcome, Object finding, Optional<HintedException> trouble) implements StepResult {}

    record ScriptedLongStep(String name, World world) implements LongStep<Object> {
        @Override
        public Act act() {
            return real(LongStep.class, name).act();
        }

        @Override
        public boolean repeatable() {
            return real(LongStep.class, name).repeatable();
        }

        @Override
        public boolean destructive() {
            return real(LongStep.class, name).destructive();
        }

        @Override
        public boolean dispensable() {
            return real(LongStep.class, name).dispensable();
        }

        @Override
        public boolean behindTheFence() {
            return real(LongStep.class, name).behindTheFence();
        }

        @Override
        public boolean neverByHand() {
            return real(LongStep.class, name).neverByHand();
        }

        @Override
        public Job job(Incident incident, String jobName) {
            return Job.worker(jobName, incident.target(), name, "{}", java.time.Duration.ofHours(1));
        }

        @Override
        public Class<Object> result() {
            return Object.class;
        }

        @Override
        public Object prove(Incident incident, Object claimed) {
            if (world.unproved.contains(name)) {
                throw new HintedException(name + " ended well and did not do it", "none.");
            }
            return found(world, name);
        }
    }

    record RecordedEvidence(World world) implements Evidence, EvidenceReading {
        @Override
        public void found(Incident incident, String step, Object finding) {
            world.keep(Kind.FOUND, step, finding.getClass().getSimpleName(), "", finding);
            world.record.add("found " + step);
            world.evidence.put(finding.getClass(), finding);
        }

        @Override
        public <T> Optional<T> find(Incident incident, Class<T> type) {
            return Optional.ofNullable(type.cast(world.evidence.get(type)));
        }

        @Override
        public <T> T get(Incident incident, Class<T> type) {
            return find(incident, type).orElseThrow(() -> new HintedException("no " + type.getSimpleName(), "none."));
        }

        @Override
        public List<Recovered> recoveredBefore(Incident incident) {
            return List.copyOf(world.recovered);
        }

        @Override
        public boolean intend(Incident incident, String step, int attempt, Object what) {
            return world.record.add("intend " + step);
        }

        @Override
        public void refused(Incident incident, String step, String who, String why) {
            world.record.add("refused " + step + " " + who + ": " + why);
        }

        @Override
        public void failed(Incident incident, String step, String what) {
            world.record.add("failed " + step + ": " + what);
        }

        @Override
        public void decided(Incident incident, String step, String who, @Nullable Object what) {
            world.keep(Kind.DECIDED, step, "Map", who, what == null ? Map.of() : what);
            world.record.add("decided " + step + " by " + who + ": " + (what == null ? "" : Json.write(what)));
        }

        /** Of whichever incident: a test has one. */
        @Override
        public List<Entry> of(String incidentKey) {
            return List.copyOf(world.entries);
        }
    }
}
