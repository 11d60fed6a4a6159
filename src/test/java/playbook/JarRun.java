package playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import playbook.practice.FreePort;

/** The packaged jar, run as the operating system's user that may run PostgreSQL's programs; closing ends it. */
public final class JarRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final int port;

    /**
     * @param folder belongs to that user; the jar's log, its copy and its home come there
     * @param enginePassword of the playbook's own database
     */
    public JarRun(Path folder, String enginePassword, List<String> arguments) throws IOException {
        this(folder, enginePassword, List.of("-XX:TieredStopAtLevel=1"), arguments);
    }

    /** @param compiler of the JVM and its workers: tests start many and limit it, so that they are there soon */
    public JarRun(Path folder, String enginePassword, List<String> compiler, List<String> arguments)
            throws IOException {
        Path jar = UnpackedJar.in(folder.resolve("program"));
        log = folder.resolve("playbook.log");
        port = FreePort.find();
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(compiler);
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(UnpackedJar.application(jar));
        command.add("--server.port=" + port);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("SPRING_DATASOURCE_PASSWORD", enginePassword);
        process = builder.start();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public void awaitHealth() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .failFast(() -> assertThat(process.isAlive()).as(said()).isTrue())
                .until(() -> client.send(
                                        HttpRequest.newBuilder(URI.create(url() + "/actuator/health"))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    /** All that it has printed. */
    public String said() {
        return LauncherRun.read(log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
