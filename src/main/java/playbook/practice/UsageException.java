package playbook.practice;

import playbook.incident.HintedException;

/** The command line makes no sense; the program ends with status 2. */
public final class UsageException extends HintedException {

    public UsageException(String found, String hint) {
        super(found, hint);
    }

    /** What is impossible was typed so. */
    public UsageException(HintedException impossible) {
        super(impossible);
    }
}
