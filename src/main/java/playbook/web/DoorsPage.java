package playbook.web;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Three doors: operate, watch, audit. */
@Controller
class DoorsPage {

    @GetMapping("/")
    String doors() {
        return "doors";
    }
}
