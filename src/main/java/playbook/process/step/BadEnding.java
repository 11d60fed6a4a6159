package playbook.process.step;

import playbook.incident.Figures;
import playbook.operation.LongStep;
import playbook.platform.JobStatus;

/** Long work that did not succeed, in words that end with what a person does about it. */
final class BadEnding {

    private static final int LONGEST_LOG = 3_000;

    private BadEnding() {}

    /** @param tries how often it was begun and killed, by itself one after the other */
    static String words(LongStep<?> step, JobStatus ended, int tries) {
        String log = lastLines(ended.logTail());
        if (!ended.killed()) {
            String hint = log.contains("HINT:")
                    ? ""
                    : "\nHINT: the log says above what stood in the way; put it right, then choose 'try again'.";
            return how(ended) + "; the end of its log:\n" + log + hint;
        }
        return "'" + Figures.spoken(step.name()) + "' was killed before its end" + signal(ended)
                + (tries > 1 ? ", " + tries + " times one after the other" : "") + "; the end of its log:\n" + log
                + "\nHINT: look into the system's log for the out-of-memory killer, a full disk or a restart. "
                + (step.destructive()
                        ? "It changes the live database and is not begun again by itself: look at the database; when it"
                                + " is as it was before, choose 'try again'."
                        : "When the cause is gone, choose 'try again': nothing of the live database was changed by it.");
    }

    private static String signal(JobStatus ended) {
        Integer code = ended.exitCode();
        return code == null
                ? " (no exit code)"
                : " (exit code " + code + ": signal " + (code - JobStatus.SIGNALS) + ")";
    }

    private static String how(JobStatus ended) {
        return switch (ended.state()) {
            case CANCELLED -> "it was cancelled";
            default -> "it failed" + (ended.exitCode() == null ? "" : " with exit code " + ended.exitCode());
        };
    }

    private static String lastLines(String log) {
        return log.length() <= LONGEST_LOG ? log : "… " + log.substring(log.length() - LONGEST_LOG);
    }
}
