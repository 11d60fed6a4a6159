package playbook.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import playbook.backup.Dumps;
import playbook.backup.Repository;
import playbook.backup.TestFolders;
import playbook.evidence.Json;
import playbook.incident.Target;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.platform.Jobs;
import playbook.platform.Platforms;
import playbook.platform.ScriptedPlatform;
import playbook.platform.Snapshots;
import playbook.postgres.TestServer;

/** Runs one job of a step against a test server, script or worker, with the folders every job has. */
public final class TestJob {

    private final TestServer server;
    private final Path backups;
    private final Path data;
    private final Repository.Content repository;

    public TestJob(TestServer server) {
        this(server, server.data(), TestFolders.of(server.archive(), server.folder("backups")));
    }

    /** @param data what the jobs take for the data directory of the server */
    public TestJob(TestServer server, Path data, Repository.Content repository) {
        this.server = server;
        this.backups = server.folder("backups");
        this.data = data;
        this.repository = repository;
    }

    public Path backups() {
        return backups;
    }

    /** With further environment, which wins. */
    public JobStatus script(Job job, Map<String, String> environment) {
        Path folder = server.folder("job-" + UUID.randomUUID());
        try {
            Path script = folder.resolve("script");
            copy(((Job.Command.Script) job.command()).resource(), script);
            copy(Job.Command.Script.LIBRARY, folder.resolve("lib.sh"));
            Path log = folder.resolve("log");
            ProcessBuilder builder = new ProcessBuilder("bash", script.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            Target target = server.target();
            builder.environment()
                    .putAll(Map.ofEntries(
                            Map.entry("PLAYBOOK_JOB", folder.toString()),
                            Map.entry("PLAYBOOK_BIN", server.bin().toString()),
                            Map.entry("PLAYBOOK_DATA", data.toString()),
                            Map.entry("PLAYBOOK_ARCHIVE", server.archive().toString()),
                            Map.entry("PLAYBOOK_BACKUPS", backups.toString()),
                            Map.entry("PGHOST", target.host()),
                            Map.entry("PGPORT", Integer.toString(target.port())),
                            Map.entry("PGUSER", target.user()),
                            Map.entry("PGDATABASE", target.database()),
                            Map.entry("PGPASSFILE", target.passfile().toString())));
            builder.environment().putAll(job.environment());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException("the script runs for two minutes: " + Files.readString(log));
            }
            Path result = folder.resolve("result.json");
            return status(
                    process.exitValue() == 0 ? State.SUCCEEDED : State.FAILED,
                    process.exitValue(),
                    Files.exists(result) ? Files.readString(result) : null,
                    Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(String resource, Path to) throws IOException {
        try (var in = TestJob.class.getResourceAsStream("/" + resource)) {
            Files.write(to, Objects.requireNonNull(in, resource).readAllBytes());
        }
    }

    public JobStatus script(Job job) {
        return script(job, Map.of());
    }

    /** Runs scripts here and at once. */
    public ShortJobs shortJobs() {
        return new ShortJobs(platforms());
    }

    public Jobs jobs() {
        return new Jobs() {
            private final Map<String, JobStatus> ended = new java.util.HashMap<>();

            @Override
            public void start(Job job) {
                ended.put(job.name(), script(job));
            }

            @Override
            public JobStatus look(Target target, String name) {
                return java.util.Objects.requireNonNull(ended.get(name));
            }

            @Override
            public void cancel(Target target, String name) {}

            @Override
            public void forget(Target target, String name) {}

            @Override
            public void endServing(Target target, String incidentKey, String group) {}
        };
    }

    /** What steps get where there is no cluster. */
    public Platforms platforms() {
        return ScriptedPlatform.of(jobs(), Snapshots.NONE);
    }

    /** A worker's task, in this JVM; its failure is thrown. */
    public JobStatus worker(WorkerTask task, Job job) throws Exception {
        List<Object> results = new ArrayList<>();
        task.run(new Context(job.input(), results));
        return status(State.SUCCEEDED, 0, results.isEmpty() ? null : Json.write(results.get(0)), "");
    }

    /** What a task gets whose result stays as it is. */
    public WorkerContext context(Object input, List<Object> results) {
        return new Context(Json.write(input), results);
    }

    private static JobStatus status(State state, int exit, @Nullable String result, String log) {
        return new JobStatus(state, exit, Instant.now(), Instant.now(), -1, -1, "", result, log);
    }

    private final class Context implements WorkerContext {
        private final String input;
        private final List<Object> results;

        private Context(String input, List<Object> results) {
            this.input = input;
            this.results = results;
        }

        @Override
        public <T> T input(Class<T> type) {
            return Json.read(input, type);
        }

        @Override
        public Target target() {
            return server.target();
        }

        @Override
        public Path bin() {
            return server.bin();
        }

        @Override
        public Path data() {
            return data;
        }

        @Override
        public Repository.Content repository() {
            return repository;
        }

        @Override
        public Dumps dumps() {
            return new Dumps(backups);
        }

        @Override
        public Path work() {
            return server.folder("work");
        }

        @Override
        public void progress(long done, long total, String unit) {}

        @Override
        public void result(Object document) {
            results.add(document);
        }
    }
}
