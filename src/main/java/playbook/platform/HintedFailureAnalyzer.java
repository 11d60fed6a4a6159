package playbook.platform;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import playbook.incident.HintedException;

/** Shows a refused start as text and hint, instead of a stack of bean names. */
class HintedFailureAnalyzer extends AbstractFailureAnalyzer<HintedException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, HintedException cause) {
        String[] parts = String.valueOf(cause.getMessage()).split("\nHINT: ", 2);
        return new FailureAnalysis(parts[0], parts.length > 1 ? "HINT: " + parts[1] : null, cause);
    }
}
