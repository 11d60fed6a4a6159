package playbook.wayback;

import java.util.List;
import java.util.Optional;
import playbook.evidence.Evidence;
import playbook.evidence.Findings;
import playbook.incident.Incident;

/** A way back that the playbook can carry out itself. */
public interface BuiltWay extends WayBack {

    /**
     * The steps, in their order, whose durations add up to the way's duration; when the last one ends, the data is
     * recovered.
     */
    List<String> steps();

    /** What the validation compares the live database with afterwards. */
    Expectations expected(Evidence evidence, Incident incident);

    /** What this way recovered; empty when nothing, or when the recovery was undone. */
    Optional<CameBack> cameBack(Findings findings);
}
