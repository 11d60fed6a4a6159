package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import playbook.incident.Await;
import playbook.incident.HintedException;

/** Reports a loss in a drill, as olivia of the operators does by the start form. */
final class LossReporter {

    private final Product product;
    private final String target;

    LossReporter(Product product, String target) {
        this.product = product;
        this.target = target;
    }

    /**
     * Reports it.
     *
     * @param tables in which she misses something; may be empty
     * @return key of the incident that was opened
     */
    String report(Instant now, String tables) {
        String instance = start(now, tables);
        return new Outage().outlast(() -> key(instance));
    }

    /** @return id of the process instance that was started */
    private String start(Instant now, String tables) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("target", Product.text(target));
        variables.put("symptoms", Map.of("value", "[\"missing-records\",\"users-report\"]", "type", "Json"));
        variables.put("description", Product.text("Customers cannot log in; their accounts are gone. (drill)"));
        variables.put("tables", Product.text(tables));
        variables.put("noticedAt", Product.text(now.toString()));
        variables.put("customerData", Product.flag(true));
        variables.put("confirmed", Product.flag(true));
        Outage outage = new Outage();
        return outage.outlast(() -> {
            if (outage.happened()) {
                // The answer to the report got lost; the report itself may have arrived.
                JsonNode running = product.get(
                                "olivia", "/engine-rest/process-instance?processDefinitionKey=data-loss-response")
                        .body();
                if (running.path(0).path("id").isTextual()) {
                    return running.path(0).path("id").asText();
                }
            }
            Product.Reply reply = product.post(
                    "olivia",
                    "/engine-rest/process-definition/key/data-loss-response/submit-form",
                    Map.of("variables", variables));
            if (!reply.ok()) {
                throw new HintedException(
                        "the report was refused: " + reply.status() + " " + reply.message(),
                        "is another incident running for this target?");
            }
            return reply.body().path("id").asText();
        });
    }

    private String key(String instance) throws IOException {
        for (int i = 0; i < 60; i++) {
            for (String path :
                    new String[] {"/engine-rest/process-instance/", "/engine-rest/history/process-instance/"}) {
                String key = product.get("olivia", path + instance)
                        .body()
                        .path("businessKey")
                        .asText("");
                if (!key.isEmpty() && !key.equals("null")) {
                    return key;
                }
            }
            Await.pause(Duration.ofMillis(200));
        }
        throw new HintedException(
                "process instance " + instance + " has no business key", "may olivia see it in Cockpit?");
    }
}
