package playbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import playbook.evidence.EvidenceReading.Entry;
import playbook.web.InShort.Sentence;

/** Whether the network kept others from the database while it was fenced, in a sentence. */
final class NetworkSentence {

    private NetworkSentence() {}

    /** Empty where the platform has no network of its own, and before the applications were stopped. */
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
                                        "shut with the fence to all but the playbook, where the network keeps policies",
                                        "")
                                : new Sentence(
                                        "Network",
                                        "policies that are not the playbook's let others reach the database all the same: "
                                                + String.join(", ", letIn),
                                        "wait"));
            case "NOT_UP" ->
                Optional.of(new Sentence(
                        "Network",
                        "not shut before the database: "
                                + wall.path("why").asText().lines().findFirst().orElse(""),
                        "wait"));
            default -> Optional.empty();
        };
    }
}
