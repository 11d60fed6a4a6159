package playbook.platform.kubernetes.applications;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import playbook.platform.Applications.ApplicationState;

/** An application of a database, as one kind of Kubernetes object. */
interface Workload {

    ApplicationState look();

    /** Sets the wanted state, and returns at once. */
    void scale(int replicas, boolean testMode);

    /** Base addresses of the replicas that are ready. */
    List<URI> addresses();

    /** Log lines of all its pods since then. */
    Stream<String> log(Instant since);
}
