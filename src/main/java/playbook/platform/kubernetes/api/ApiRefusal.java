package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import playbook.incident.HintedException;
import playbook.incident.NotReachedException;

/** Explains an error of the API server, or of a proxy before it, with a hint for a person. */
final class ApiRefusal {

    private static final Pattern FORBIDDEN = Pattern.compile(
            "cannot (\\S+) resource \"(\\S+)\" in API group \"(\\S*)\"(?: in the namespace \"(\\S+)\")?");

    private ApiRefusal() {}

    /** @param what was asked, after "cannot" */
    static HintedException told(String what, KubernetesClientException e) {
        String said = e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
        String found = "cannot " + what + ": " + said;
        return notReached(e)
                ? new NotReachedException(found, hint(e.getCode(), said), e)
                : new HintedException(found, hint(e.getCode(), said), e);
    }

    /** Whether the API server itself did not answer: there was no answer, a proxy's answer, or a request to wait. */
    private static boolean notReached(KubernetesClientException e) {
        return e.getCode() >= 500
                || e.getCode() == RetryAfter.TOO_MUCH_TO_DO
                || (e.getCode() <= 0
                        && Stream.iterate((Throwable) e, each -> each != null, Throwable::getCause)
                                .anyMatch(IOException.class::isInstance));
    }

    private static String hint(int code, String said) {
        Matcher forbidden = FORBIDDEN.matcher(said);
        if (code == 403 && forbidden.find()) {
            return "add to the playbook's Role in namespace " + forbidden.group(4) + ": apiGroups [\""
                    + forbidden.group(3) + "\"], resources [\"" + forbidden.group(2) + "\"], verbs [\""
                    + forbidden.group(1) + "\"]; deploy/kubernetes has them all";
        }
        return switch (code) {
            case 401 -> "the API server does not know us: look at the service account's token, or at KUBECONFIG";
            case 403 -> "an admission rule or a missing right refused it; the message names it";
            case 404 -> "is the name in the configuration right, and has somebody deleted it?";
            case 409 -> "somebody else changed it at the same moment; try again";
            case RetryAfter.TOO_MUCH_TO_DO ->
                "it is asked again then; kubectl get --raw /metrics | grep apiserver_flowcontrol tells who asks so much";
            case 422, 400 ->
                "the API server does not accept what we wrote; its version or a policy of the namespace may be why";
            default ->
                "is the API server up, and is it reached from here (kubectl get --raw /readyz)? It is tried again";
        };
    }
}
