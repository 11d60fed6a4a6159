package playbook.web;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import playbook.incident.HintedException;

/** A start that fails says what was found and what to do, without a stack of frames. */
class HintAnalyzer extends AbstractFailureAnalyzer<HintedException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, HintedException cause) {
        String text = String.valueOf(cause.getMessage());
        int hint = text.indexOf("\nHINT: ");
        return hint < 0
                ? new FailureAnalysis(text, null, cause)
                : new FailureAnalysis(text.substring(0, hint), text.substring(hint + 1), cause);
    }
}
