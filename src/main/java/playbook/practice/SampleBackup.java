package playbook.practice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import playbook.incident.Resource;
import playbook.platform.Job;

/** The first backup of the sample cluster's database, base and dump. */
record SampleBackup(SampleServer server, Path backups) {

    /**
     * Takes the backup with the script of the fresh backup that ends a response; does nothing when there is one
     * already.
     */
    void takeOnce() throws IOException {
        if (hasBackup()) {
            System.out.println("a backup is there already");
            return;
        }
        Path job = Files.createTempDirectory("prepare-");
        Path script = copy("playbook/backup/make-backups.sh", job);
        Path library = copy(Job.Command.Script.LIBRARY, job);
        Path passfile = job.resolve("pgpass");
        String password = server.password("recovery");
        Home.write(
                passfile, "*:*:*:recovery:" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n", "rw-------");
        for (Path ours : List.of(job, script, library, passfile)) {
            PostgresUser.give(ours);
        }
        Map<String, String> given = new HashMap<>(Map.of(
                "BACKUP_ID", Backups.ID.format(Instant.now()),
                "PLAYBOOK_JOB", job.toString(),
                "PLAYBOOK_BIN", PostgresBinaries.find().toString(),
                "PLAYBOOK_BACKUPS", backups.toString(),
                "PGHOST", server.host(),
                "PGPORT", Integer.toString(server.port()),
                "PGUSER", "recovery",
                "PGDATABASE", Home.DATABASE,
                "PGPASSFILE", passfile.toString()));
        System.out.print(Programs.runAsPostgres(List.of("bash", script.toString()), given));
    }

    private static Path copy(String resource, Path folder) throws IOException {
        return Files.writeString(folder.resolve(Path.of(resource).getFileName()), Resource.text(resource));
    }

    /** Whether there is a base backup and a dump with a description, which only a whole backup has. */
    private boolean hasBackup() throws IOException {
        for (String kind : new String[] {"base", "logical"}) {
            Path folder = backups.resolve(kind);
            if (!Files.isDirectory(folder)) {
                return false;
            }
            try (Stream<Path> files = Files.list(folder)) {
                if (files.noneMatch(file -> file.toString().endsWith(".json"))) {
                    return false;
                }
            }
        }
        return true;
    }
}
