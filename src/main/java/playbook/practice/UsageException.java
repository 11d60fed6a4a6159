package playbook.practice;

import playbook.incident.HintedException;

/** The command line makes no sense; the program ends with status 2. */
final class UsageException extends HintedException {

    UsageException(String found, String hint) {
        super(found, hint);
    }
}
