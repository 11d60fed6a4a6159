package playbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Json;

/** The record's findings as JSON, for pages that show a few fields of a class which belongs to a step. */
record JsonFindings(List<Entry> entries) {

    /** The newest finding of this type. */
    Optional<JsonNode> newest(String type) {
        return found().filter(entry -> entry.type().equals(type))
                .reduce((older, newer) -> newer)
                .map(JsonFindings::content);
    }

    /** The value of that field in the newest finding that has one, at its top. */
    Optional<JsonNode> newestField(String name) {
        return found().map(JsonFindings::content)
                .filter(finding -> finding.hasNonNull(name) && finding.get(name).isValueNode())
                .reduce((older, newer) -> newer)
                .map(finding -> finding.get(name));
    }

    /** The entry's content; text that is no JSON as a text node. */
    static JsonNode content(Entry entry) {
        try {
            return Json.read(entry.content(), JsonNode.class);
        } catch (IllegalArgumentException notJson) {
            return TextNode.valueOf(entry.content());
        }
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private Stream<Entry> found() {
        return entries.stream().filter(entry -> entry.kind() == Kind.FOUND);
    }
}
