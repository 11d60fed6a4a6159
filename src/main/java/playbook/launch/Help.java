package playbook.launch;

import playbook.incident.Resource;

/** What {@code --help} tells of a verb; the repository's script shows the same texts before anything is built. */
final class Help {

    private static final String IN_TEXTS = "./playbook";

    private Help() {}

    /** @param verb one without a text gets that of all verbs */
    static String of(Call call, String verb) {
        return Resource.find(path(verb))
                .orElseGet(() -> Resource.text(path("help")))
                .replace(IN_TEXTS, call.command());
    }

    private static String path(String verb) {
        return "playbook/launch/help/" + verb + ".txt";
    }
}
