package playbook.platform.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import playbook.incident.Target;
import playbook.platform.Job;
import playbook.platform.RepositorySettings;
import playbook.platform.TargetFolders;

/**
 * The environment that a job finds on this machine, see {@link playbook.platform.Jobs}.
 *
 * @param folder of the job
 */
record LocalEnvironment(Job job, Path folder) {

    /** Of a command in an application: the application's own, and what {@code run.sh} needs. */
    Map<String, String> inside(LocalDeployment.Command command) {
        Map<String, String> environment = new LinkedHashMap<>(command.environment());
        environment.put("PLAYBOOK_JOB", folder.toString());
        environment.put("PLAYBOOK_DEADLINE_SECONDS", deadline());
        environment.put("HOME", folder.toString());
        return environment;
    }

    /** Of a script or a worker near the target's folders; makes the incident's work folder. */
    Map<String, String> near(TargetFolders folders, RepositorySettings repository) {
        Target target = job.target();
        Path work = folders.work().resolve(job.environment().getOrDefault("PLAYBOOK_INCIDENT", job.name()));
        ServerUser.folder(work);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PLAYBOOK_JOB", folder.toString());
        environment.put("PLAYBOOK_BIN", folders.bin().toString());
        environment.put("PLAYBOOK_DATA", folders.data().toString());
        environment.put("PLAYBOOK_ARCHIVE", folders.archive().toString());
        environment.put("PLAYBOOK_BACKUPS", folders.backups().toString());
        environment.putAll(repository.environment());
        environment.put("PLAYBOOK_WORK", work.toString());
        environment.put("PLAYBOOK_TARGET", target.name());
        environment.put("PLAYBOOK_LABEL", target.label());
        environment.put("PLAYBOOK_PRACTICE", Boolean.toString(target.practice()));
        environment.put("PLAYBOOK_ROLES", String.join(",", target.applicationRoles()));
        environment.put("PLAYBOOK_DEADLINE_SECONDS", deadline());
        environment.put("PGHOST", target.host());
        environment.put("PGPORT", Integer.toString(target.port()));
        environment.put("PGUSER", target.user());
        environment.put("PGDATABASE", target.database());
        environment.put("PGPASSFILE", target.passfile().toString());
        environment.put("PGAPPNAME", "playbook");
        environment.put("HOME", folder.toString());
        environment.putAll(job.environment());
        return environment;
    }

    private String deadline() {
        return Long.toString(Math.max(1, job.deadline().toSeconds()));
    }
}
