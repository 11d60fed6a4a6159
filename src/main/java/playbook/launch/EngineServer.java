package playbook.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import playbook.incident.HintedException;
import playbook.platform.local.ServerUser;
import playbook.practice.FreePort;

/** The PostgreSQL server of the playbook's own database, made at its first start. */
final class EngineServer {

    private static final int TRIES = 3;

    private final Call call;
    private final HomeFolder home;
    private final PostgresServer server;
    private final Children children;

    EngineServer(Call call, HomeFolder home, Path bin, Children children) {
        this.call = call;
        this.home = home;
        this.children = children;
        server = new PostgresServer(home.engine().resolve("data"), bin, children);
    }

    boolean alive() {
        return server.alive();
    }

    /** Empty when it was never started. */
    String port() {
        return PidFile.firstLine(home.engine().resolve("port"));
    }

    PostgresServer server() {
        return server;
    }

    /** How a program of the product is told where the playbook's own database is. */
    List<String> settings() {
        return List.of(
                "--spring.config.import=configtree:" + secrets() + "/",
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port() + "/postgres",
                "--spring.datasource.username=playbook");
    }

    private Path secrets() {
        return home.engine().resolve("secrets");
    }

    void start() {
        if (port().isEmpty()) {
            // Never started: one whose making was cut off is made again.
            server.stop("fast");
            HomeFolder.remove(home.engine());
            make();
        } else if (alive()) {
            return;
        }
        for (int i = 1; i <= TRIES; i++) {
            int port = FreePort.find();
            if (startOn(port)) {
                HomeFolder.write(home.engine().resolve("port"), Integer.toString(port));
                return;
            }
            call.say("  port " + port + " did not do (try " + i + "), trying another");
        }
        throw new HintedException(
                "the engine's database did not start", "read " + home.engine().resolve("log"));
    }

    private boolean startOn(int port) {
        String options =
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=60";
        return children.run(
                        List.of(
                                server.program("pg_ctl"),
                                "-D",
                                server.data().toString(),
                                "-l",
                                home.engine().resolve("log").toString(),
                                "-w",
                                "-s",
                                "-o",
                                options,
                                "start"),
                        Map.of())
                == 0;
    }

    private void make() {
        ServerUser.folder(home.engine());
        ServerUser.folder(secrets());
        Path password = secrets().resolve("spring.datasource.password");
        writeSecret(password);
        Path log = home.path().resolve("initdb.log");
        int exit = children.log(
                List.of(
                        server.program("initdb"),
                        "-D",
                        server.data().toString(),
                        "-U",
                        "playbook",
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + password,
                        "-E",
                        "UTF8",
                        "--locale=C.UTF-8"),
                log);
        if (exit != 0) {
            throw new HintedException("could not make the engine's database, initdb ended with " + exit, "read " + log);
        }
    }

    private static void writeSecret(Path file) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random));
            ServerUser.own(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    void stop() {
        server.stop("fast");
    }
}
