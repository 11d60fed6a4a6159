package playbook.snapshot;

import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.ShortJobs;

/** Checks again, on the machine that has them, whether all files of a finished copy or dump exist. */
@Component
public class StoredFiles {

    private static final String HINT = "look at the folder and its disk; run the step again to make a new one.";

    private final ShortJobs jobs;

    public StoredFiles(ShortJobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Checks that every file of the manifest exists with its size, and that the manifest is the one that was verified.
     */
    void proveCopy(Incident incident, String directory, String manifestSha256) {
        prove(incident, "look-copy", directory, "backup_manifest", manifestSha256);
    }

    /** Checks that every file named in SHA256SUMS exists, and that SHA256SUMS itself is unchanged. */
    void proveDump(Incident incident, String directory, String sha256) {
        prove(incident, "look-dump", directory, "SHA256SUMS", sha256);
    }

    private void prove(Incident incident, String what, String directory, String list, String sha256) {
        Looked looked = jobs.ask(
                incident,
                what,
                "playbook/snapshot/look.sh",
                Map.of("LOOK_DIRECTORY", directory, "LOOK_LIST", list, "LOOK_SHA256", sha256),
                Looked.class);
        if (looked.troubles() > 0) {
            throw new HintedException(
                    directory + " is not complete: " + looked.troubles() + " files are missing or wrong, the"
                            + " first is " + looked.first(),
                    HINT);
        }
    }

    /** The result of look.sh. */
    record Looked(int troubles, String first) {}
}
