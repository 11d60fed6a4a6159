package playbook.snapshot;

import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.ShortJobs;

/** Looks again, where they lie, whether the files that a finished copy or dump is made of are there. */
@Component
public class StoredFiles {

    private static final String HINT = "look at the folder and its disk; run the step again to make a new one.";

    private final ShortJobs jobs;

    public StoredFiles(ShortJobs jobs) {
        this.jobs = jobs;
    }

    /** Every file of the manifest is there in its size, and the manifest is the one that was verified. */
    void proveCopy(Incident incident, String directory, String manifestSha256) {
        prove(incident, "look-copy", directory, "backup_manifest", manifestSha256);
    }

    /** Every file that SHA256SUMS names is there, and the list is the one that was made. */
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
                    directory + " is not whole: " + looked.troubles() + " files, first " + looked.first(), HINT);
        }
    }

    /** What look.sh leaves. */
    record Looked(int troubles, String first) {}
}
