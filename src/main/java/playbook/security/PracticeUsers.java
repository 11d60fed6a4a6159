package playbook.security;

import java.util.LinkedHashMap;
import java.util.Map;

/** The people of the practice range, one for each role. */
public final class PracticeUsers {

    private PracticeUsers() {}

    /** The group by the user's name, in the order in which a response meets them. */
    public static Map<String, String> groups() {
        Map<String, String> users = new LinkedHashMap<>();
        users.put("olivia", Group.OPERATORS.id());
        users.put("dave", Group.DBA.id());
        users.put("maria", Group.MANAGERS.id());
        users.put("eva", Group.EXECUTIVES.id());
        users.put("carl", Group.COMMUNICATIONS.id());
        users.put("lena", Group.LEGAL.id());
        users.put("conny", Group.COMPLIANCE.id());
        users.put("susan", Group.CUSTOMER_SUCCESS.id());
        users.put("arthur", Group.AUDITORS.id());
        return users;
    }
}
