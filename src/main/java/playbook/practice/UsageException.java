package playbook.practice;

import playbook.incident.HintedException;

/** What was typed makes no sense; exit status 2. */
final class UsageException extends HintedException {

    UsageException(String found, String hint) {
        super(found, hint);
    }
}
