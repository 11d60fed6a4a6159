package playbook.operation;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import playbook.backup.Dumps;
import playbook.backup.Repositories;
import playbook.backup.Repository;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** A worker's context, read from the environment of its job. */
final class JobContext implements WorkerContext {

    private static final long QUIET_NANOS = 1_000_000_000L;

    private final Map<String, String> environment;
    private final PrintStream out;
    private long toldAt = System.nanoTime() - QUIET_NANOS;

    JobContext(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    @Override
    public <T> T input(Class<T> type) {
        Path file = path("PLAYBOOK_JOB").resolve("input.json");
        try {
            return Json.read(Files.readString(file), type);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public Target target() {
        return new Target(
                value("PLAYBOOK_TARGET"),
                value("PLAYBOOK_LABEL"),
                value("PGHOST"),
                Integer.parseInt(value("PGPORT")),
                value("PGDATABASE"),
                value("PGUSER"),
                path("PGPASSFILE"),
                Stream.of(value("PLAYBOOK_ROLES").split(",", -1))
                        .filter(role -> !role.isEmpty())
                        .toList(),
                Boolean.parseBoolean(value("PLAYBOOK_PRACTICE")));
    }

    @Override
    public Path bin() {
        return path("PLAYBOOK_BIN");
    }

    @Override
    public Path data() {
        return path("PLAYBOOK_DATA");
    }

    @Override
    public Repository.Content repository() {
        return Repositories.open(environment);
    }

    @Override
    public Dumps dumps() {
        return new Dumps(path("PLAYBOOK_BACKUPS"));
    }

    @Override
    public Path work() {
        return path("PLAYBOOK_WORK");
    }

    @Override
    public synchronized void progress(long done, long total, String unit) {
        long now = System.nanoTime();
        if (now - toldAt >= QUIET_NANOS || done == total) {
            toldAt = now;
            out.println("progress " + done + " " + total + " " + unit);
            out.flush();
        }
    }

    @Override
    public void result(Object document) {
        Path folder = path("PLAYBOOK_JOB");
        Path draft = folder.resolve("result.json.new");
        try (FileChannel file = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            file.write(java.nio.ByteBuffer.wrap(Json.write(document).getBytes(StandardCharsets.UTF_8)));
            file.force(true);
            Files.move(draft, folder.resolve("result.json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the result to " + folder, e);
        }
    }

    private Path path(String name) {
        return Path.of(value(name));
    }

    private String value(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new HintedException(
                    "the environment has no " + name + ", it has " + List.copyOf(environment.keySet()),
                    "a worker runs as a job; by hand: cd <home>/jobs/<name>; . ./environment; bash ./command");
        }
        return value;
    }
}
