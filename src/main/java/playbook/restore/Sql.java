package playbook.restore;

import playbook.incident.Resource;

/** SQL from the files beside this package. */
final class Sql {

    private Sql() {}

    static String text(String file) {
        return Resource.text("playbook/restore/" + file);
    }
}
