package playbook.web;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import playbook.process.history.Incidents;

/** The list of incidents, and each incident, as JSON for programs. */
@RestController
class IncidentsInterface {

    private final Incidents incidents;
    private final Dossier dossier;

    IncidentsInterface(Incidents incidents, Dossier dossier) {
        this.incidents = incidents;
        this.dossier = dossier;
    }

    @GetMapping("/api/incidents")
    List<Incidents.Summary> incidents() {
        return incidents.all();
    }

    @GetMapping("/api/incidents/{key}")
    IncidentDocument incident(@PathVariable String key) {
        return dossier.of(key);
    }
}
