package playbook.wayback;

import java.util.List;
import java.util.Optional;
import playbook.evidence.Evidence;
import playbook.evidence.Findings;
import playbook.incident.Incident;

/** A way back that the playbook goes itself. */
public interface BuiltWay extends WayBack {

    /** The steps whose times together are the way's time, in their order; when the last one ends, data is back. */
    List<String> steps();

    /** What the validation compares the live database with afterwards. */
    Expectations expected(Evidence evidence, Incident incident);

    /** What came back by it; empty while nothing did, and when it was taken back. */
    Optional<CameBack> cameBack(Findings findings);
}
