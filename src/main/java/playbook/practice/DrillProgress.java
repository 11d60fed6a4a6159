package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tells on the terminal where a response is: elapsed, phase, step, amount, estimated end. */
final class DrillProgress {

    private final Instant start;
    private String told = "";
    private Instant toldAt = Instant.MIN;

    DrillProgress(Instant start) {
        this.start = start;
    }

    /** Tells of a new step at once, and of the same step's progress every two seconds. */
    void show(JsonNode incident, Instant now) {
        List<String> running = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (JsonNode operation : incident.path("operations")) {
            if (operation.path("state").asText().equalsIgnoreCase("running")) {
                String name =
                        operation.path("step").asText(operation.path("name").asText());
                names.add(name);
                running.add(name + amount(operation));
            }
        }
        for (JsonNode step : incident.path("steps")) {
            String name = step.path("name").asText();
            if (!step.path("endedAt").isTextual() && !name.isEmpty() && !names.contains(name)) {
                names.add(name);
                running.add(name);
            }
        }
        String head = incident.path("phase").asText("") + names;
        boolean changed = !head.equals(told);
        if (!running.isEmpty() && (changed || (now.isAfter(toldAt.plusSeconds(2)) && working(running)))) {
            told = head;
            toldAt = now;
            Terminal.say("[" + clock(Duration.between(start, now)) + "]  "
                    + incident.path("phase").asText("") + ": " + String.join(", ", running));
        }
    }

    private static boolean working(List<String> running) {
        return running.stream().anyMatch(text -> text.contains("%"));
    }

    static String amount(JsonNode operation) {
        long done = operation.path("done").asLong(0);
        long total = operation.path("total").asLong(0);
        if (total <= 0) {
            return "";
        }
        String unit = operation.path("unit").asText("");
        boolean bytes = unit.startsWith("byte");
        if (done > total) {
            // The total was an estimate: a copy of a server in use is larger than its databases.
            return " " + (bytes ? DataSize.text(done) : done + " " + unit);
        }
        double seconds = operation.path("seconds").asDouble(0);
        // From less than two percent nothing can be said of the rest.
        String left = 50 * done >= total && seconds > 0 && done < total
                ? ", about " + Math.round(seconds * (total - done) / done) + " s left"
                : "";
        return " " + 100 * done / total + "% ("
                + (bytes ? DataSize.text(done) + " of " + DataSize.text(total) : done + " of " + total + " " + unit)
                + left
                + ")";
    }

    static String clock(Duration elapsed) {
        return "%02d:%02d".formatted(elapsed.toMinutes(), elapsed.toSecondsPart());
    }
}
