package playbook.platform.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** {@code deployment.json}. */
final class DeploymentJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private DeploymentJson() {}

    static LocalDeployment.Description read(String json) {
        try {
            return MAPPER.readValue(json, LocalDeployment.Description.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a deployment: " + json, e);
        }
    }

    static String write(LocalDeployment.Description description) {
        try {
            return MAPPER.writeValueAsString(description);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + description, e);
        }
    }
}
