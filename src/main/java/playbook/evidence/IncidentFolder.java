package playbook.evidence;

import java.nio.file.Path;
import playbook.incident.Incident;

/** Where an incident's files lie: reports, lists, everything too long for a variable. */
public interface IncidentFolder {

    /** The folder, made when it was not there; readable by its owner only. */
    Path of(Incident incident);
}
