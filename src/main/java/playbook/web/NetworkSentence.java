package playbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import playbook.evidence.EvidenceReading.Entry;
import playbook.web.InShort.Sentence;

/** Describes in one sentence whether the network blocked other clients while the database was fenced. */
final class NetworkSentence {

    private NetworkSentence() {}

    /** Empty on a platform without network policies, and before the applications were stopped. */
    static Optional<Sentence> of(List<Entry> entries) {
        JsonNode wall = new JsonFindings(entries)
                .newest("StopApplicationsResult")
                .map(stopped -> stopped.path("network"))
                .orElse(MissingNode.getInstance());
        List<String> letIn =
                JsonFindings.elements(wall.path("letIn")).map(JsonNode::asText).toList();
        return switch (wall.path("state").asText()) {
            case "UP" ->
                Optional.of(
                        letIn.isEmpty()
                                ? new Sentence(
                                        "Network",
                                        "blocked together with the fence for all but the playbook, if the"
                                                + " network enforces policies",
                                        "")
                                : new Sentence(
                                        "Network",
                                        "other network policies, not the playbook's, still let clients reach the"
                                                + " database: "
                                                + String.join(", ", letIn),
                                        "wait"));
            case "NOT_UP" ->
                Optional.of(new Sentence(
                        "Network",
                        "not blocked: "
                                + wall.path("why").asText().lines().findFirst().orElse(""),
                        "wait"));
            default -> Optional.empty();
        };
    }
}
