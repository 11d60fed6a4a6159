package playbook.platform.kubernetes.api;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import playbook.platform.Job;

/** The labels of the playbook's objects, and paths inside the pods of jobs. */
public final class Names {

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String US = "data-loss-playbook";
    public static final String TARGET = US + "/target";
    public static final String INCIDENT = US + "/incident";
    public static final String GROUP = US + "/group";
    /** Label of a pod that stays after its script because a server runs in it. */
    public static final String SERVES = US + "/serves";

    /** The snapshot from which a job's volume, or the side instance's claim, is made. */
    public static final String SNAPSHOT = US + "/snapshot";

    /** Annotation of a job's ConfigMap: the uid of the Job that was created from it. */
    public static final String STARTED = US + "/started";

    public static final String ROOT = "/playbook";

    private Names() {}

    public static Map<String, String> labels(Job job) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(MANAGED_BY, US);
        labels.put(TARGET, job.target().name());
        String incident = job.environment().get("PLAYBOOK_INCIDENT");
        if (incident != null) {
            labels.put(INCIDENT, incident);
        }
        Job.Group group = job.group();
        if (group != null) {
            labels.put(GROUP, group.name());
            if (group.serves()) {
                labels.put(SERVES, "true");
            }
        }
        Job.SnapshotVolume volume = job.volume();
        if (volume != null) {
            labels.put(SNAPSHOT, volume.snapshot());
        }
        return labels;
    }

    /** Labels that select the server of a group. */
    public static Map<String, String> groupLabels(String incident, String group) {
        return Map.of(MANAGED_BY, US, INCIDENT, incident, GROUP, group, SERVES, "true");
    }

    /** Name of the Service and NetworkPolicy of a server that a job leaves running. */
    public static String serving(String incident, String group) {
        return ("playbook-" + group + "-" + incident).toLowerCase(Locale.ROOT);
    }

    public static String sideClaim(String target) {
        return "playbook-side-" + target;
    }

    public static String inside(String folder, String path) {
        return path.isEmpty() ? folder : folder + "/" + path;
    }
}
