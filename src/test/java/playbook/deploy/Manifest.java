package playbook.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;

/** One object of a cluster as a file describes it. */
public record Manifest(JsonNode json) {

    public String kind() {
        return json.path("kind").asText();
    }

    String apiVersion() {
        return json.path("apiVersion").asText();
    }

    public String name() {
        return json.at("/metadata/name").asText();
    }

    public String namespace() {
        return json.at("/metadata/namespace").asText();
    }

    public boolean is(String kind) {
        return kind().equals(kind);
    }

    /** The pod that it makes, if it makes any. */
    Optional<JsonNode> pod() {
        JsonNode template = is("CronJob") ? json.at("/spec/jobTemplate/spec/template") : json.at("/spec/template");
        return Optional.of(template).filter(found -> !(found instanceof MissingNode));
    }

    @Override
    public String toString() {
        return kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }
}
