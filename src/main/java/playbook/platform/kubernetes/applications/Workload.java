package playbook.platform.kubernetes.applications;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import playbook.platform.Applications.ApplicationState;

/** One of the applications before a database, by its kind in the cluster. */
interface Workload {

    ApplicationState look();

    /** Sets what is wished, and returns. */
    void scale(int replicas, boolean testMode);

    /** Base addresses of what serves now. */
    List<URI> addresses();

    /** What all its pods said since then. */
    Stream<String> log(Instant since);
}
