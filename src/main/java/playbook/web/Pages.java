package playbook.web;

import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import playbook.process.history.Incidents;

/** The HTML pages: the login, the links to Tasklist, Cockpit and Admin, and the incidents. */
@Controller
class Pages {

    private final Incidents incidents;
    private final Dossier dossier;

    Pages(Incidents incidents, Dossier dossier) {
        this.incidents = incidents;
        this.dossier = dossier;
    }

    @GetMapping("/login")
    String login() {
        return "login";
    }

    @GetMapping("/")
    String doors(Model model) {
        List<Incidents.Summary> running =
                incidents.all().stream().filter(incident -> !incident.ended()).toList();
        model.addAttribute("running", running);
        return "doors";
    }

    @GetMapping("/incidents")
    String incidents(Model model) {
        model.addAttribute("incidents", incidents.all());
        return "incidents";
    }

    @GetMapping("/incidents/{key}")
    String incident(@PathVariable String key, Authentication reader, Model model) {
        model.addAttribute(
                "groups",
                reader.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .toList());
        model.addAttribute("incident", dossier.of(key));
        model.addAttribute("picture", dossier.picture(key).orElse(null));
        return "incident";
    }
}
