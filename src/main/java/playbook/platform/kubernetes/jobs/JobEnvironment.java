package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import playbook.incident.Target;
import playbook.platform.Job;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.api.Services;

/**
 * The environment that each job finds, see {@link playbook.platform.Jobs}.
 *
 * @param host of the database, as pods reach it
 * @param servingHost address of the Service before a server that the job leaves, null when it leaves none
 */
record JobEnvironment(String host, int port, @Nullable String servingHost) {

    /** The job's environment; also creates the Service and NetworkPolicy if the job leaves a server running. */
    static JobEnvironment of(Cluster cluster, Job job, TargetCluster target) {
        Service database =
                Services.withPort(cluster, target.namespace(), target.server().service());
        Job.Group group = job.group();
        String incident = job.environment().get("PLAYBOOK_INCIDENT");
        String host = group != null && group.serves() && incident != null
                ? new ServingDoor(cluster, target.namespace(), incident, group.name()).open(group.port())
                : null;
        return new JobEnvironment(
                Services.address(database), database.getSpec().getPorts().get(0).getPort(), host);
    }

    List<EnvVar> variables(Job job, TargetCluster cluster, String dataMount) {
        Target target = job.target();
        String work =
                Names.inside(Names.ROOT + "/work", cluster.storage().work().path());
        Map<String, String> values = new TreeMap<>();
        values.put("PLAYBOOK_CONFIG", Names.ROOT + "/config");
        values.put("PLAYBOOK_PRIVATE", Names.ROOT + "/private");
        values.put(
                "PLAYBOOK_PASSFILE_FROM",
                Names.ROOT + "/secret/" + cluster.jobs().secretKey());
        values.put("PLAYBOOK_JOB", work + "/jobs/" + job.name());
        values.put("PLAYBOOK_WORK", work + "/" + job.environment().getOrDefault("PLAYBOOK_INCIDENT", job.name()));
        values.put(
                "PLAYBOOK_DATA", Names.inside(dataMount, cluster.server().data().path()));
        TargetCluster.Restored restored = cluster.server().restored();
        if (restored != null && job.writes().contains(Job.Storage.DATA)) {
            values.put(
                    "PLAYBOOK_PATIENT",
                    Names.inside(Names.ROOT + "/patient", restored.data().path()));
        }
        values.put(
                "PLAYBOOK_ARCHIVE",
                Names.inside(
                        Names.ROOT + "/archive", cluster.storage().archive().path()));
        values.put(
                "PLAYBOOK_BACKUPS",
                Names.inside(
                        Names.ROOT + "/backups", cluster.storage().backups().path()));
        if (!cluster.jobs().binDirectory().isEmpty()) {
            values.put("PLAYBOOK_BIN", cluster.jobs().binDirectory());
        }
        values.put("PLAYBOOK_TARGET", target.name());
        values.put("PLAYBOOK_LABEL", target.label());
        values.put("PLAYBOOK_PRACTICE", Boolean.toString(target.practice()));
        values.put("PLAYBOOK_ROLES", String.join(",", target.applicationRoles()));
        values.put(
                "PLAYBOOK_DEADLINE_SECONDS",
                Long.toString(Math.max(1, job.deadline().toSeconds())));
        // No process of an earlier job is in this pod's own list of processes.
        values.put("PLAYBOOK_ALONE", "true");
        values.put("PGHOST", host);
        values.put("PGPORT", Integer.toString(port));
        values.put("PGUSER", target.user());
        values.put("PGDATABASE", target.database());
        values.put("PGAPPNAME", "playbook");
        Job.SnapshotVolume volume = job.volume();
        if (volume != null) {
            boolean side = !JobVolumes.goesWithThePod(volume);
            values.put(
                    side ? "PLAYBOOK_SIDE" : "PLAYBOOK_COPY",
                    Names.inside(
                            JobVolumes.SNAPSHOT_FOLDER, cluster.server().data().path()));
        }
        values.putAll(job.environment());
        List<EnvVar> variables = new ArrayList<>();
        Job.Group group = job.group();
        if (group != null && servingHost != null) {
            values.put("SIDE_HOST", servingHost);
            values.put("SIDE_PORT", Integer.toString(group.port()));
            // The NetworkPolicy and the role's password decide who gets in.
            values.put("SIDE_CLIENTS", "0.0.0.0/0 ::/0");
            variables.add(new EnvVarBuilder()
                    .withName("SIDE_LISTEN")
                    .withNewValueFrom()
                    .withNewFieldRef()
                    .withFieldPath("status.podIP")
                    .endFieldRef()
                    .endValueFrom()
                    .build());
        }
        values.forEach((name, value) -> variables.add(new EnvVarBuilder()
                .withName(name)
                .withValue(value.replace("$(", "$$("))
                .build()));
        return variables;
    }
}
