package playbook.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** The login page for a person who has to wait, and the record of logins for auditors and administrators. */
@Controller
class LoginPages {

    private static final int SHOWN = 500;

    private final LoginRecord record;

    LoginPages(LoginRecord record) {
        this.record = record;
    }

    @RequestMapping(FormRefusal.PAGE)
    String wait(@RequestAttribute(required = false) @Nullable String wait, Model model) {
        model.addAttribute("wait", wait);
        return "login";
    }

    @GetMapping("/logins")
    String logins(Model model) {
        record.flush();
        model.addAttribute("logins", record.newest(SHOWN));
        return "logins";
    }

    @GetMapping("/api/logins")
    @ResponseBody
    List<LoginEntry> list() {
        record.flush();
        return record.newest(SHOWN);
    }
}
