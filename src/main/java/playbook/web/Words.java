package playbook.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.incident.Figures;

/** Formats times, durations, sizes and states for the pages, which use it as {@code @words}. */
@Component("words")
class Words {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Map<String, String> STATES = Map.of(
            "resolved", "Resolved",
            "falseAlarm", "False alarm",
            "stopped", "Stopped safely",
            "cancelled", "Cancelled",
            "running", "Running");

    public String at(Instant instant) {
        return Figures.second(instant);
    }

    /** A sentence of the record, with each ISO instant in it formatted for people. */
    public String plain(String text) {
        return Figures.plain(text);
    }

    public String time(Instant instant) {
        return TIME.format(instant);
    }

    public String between(Instant from, @Nullable Instant to) {
        return seconds(Duration.between(from, to == null ? Instant.now() : to).toMillis() / 1000.0);
    }

    public String seconds(@Nullable Double seconds) {
        return seconds == null ? "–" : Figures.seconds(seconds);
    }

    public String bytes(@Nullable Long bytes) {
        return bytes == null ? "–" : Figures.bytes(bytes);
    }

    public String number(@Nullable Number number) {
        return number == null || number.longValue() < 0 ? "–" : Figures.number(number.longValue());
    }

    /** Amount in its unit: {@code 12.3 MB of 80.0 MB}, {@code 1 200 of 4 000 rows}. */
    public String progress(OperationDocument operation) {
        if (operation.done() < 0) {
            return "";
        }
        boolean inBytes = operation.unit().equals("bytes");
        String done = inBytes ? bytes(operation.done()) : number(operation.done());
        String total = operation.total() < 0 || operation.state().equals("SUCCEEDED")
                ? ""
                : " of " + (inBytes ? bytes(operation.total()) : number(operation.total()));
        return done + total + (inBytes ? "" : " " + operation.unit());
    }

    /**
     * The number of an attempt. Each new round of decisions starts at the next hundred: {@code 101} is the first
     * attempt of the second round.
     */
    public String attempt(int attempt) {
        int round = attempt / 100 + 1;
        int own = attempt % 100;
        return (round > 1 ? "round " + round : "")
                + (round > 1 && own > 1 ? ", " : "")
                + (own > 1 ? "attempt " + own : "");
    }

    public String state(String state) {
        return STATES.getOrDefault(state, spoken(state));
    }

    public String spoken(String id) {
        return Figures.spoken(id);
    }

    /** The CSS class of a state's colour. */
    public String mood(String state) {
        return switch (state.toLowerCase(Locale.ROOT)) {
            case "resolved", "done", "succeeded", "true" -> "good";
            case "failed", "lost", "cancelled", "false" -> "bad";
            case "running", "waiting" -> "wait";
            default -> "";
        };
    }

    /** The people of a group, for example of {@code customer-success}. */
    public String group(String id) {
        return id.equals("dba") ? "database administrators" : spoken(id).toLowerCase(Locale.ROOT);
    }

    public String groups(List<String> ids) {
        return ids.stream().map(this::group).collect(Collectors.joining(" or "));
    }

    /** What a user did, translated from the engine's operation log. */
    public String deed(String what) {
        return switch (what) {
            case "Complete Task" -> "completed";
            case "Claim Task" -> "took";
            case "Assign Task" -> "assigned";
            case "Create ProcessInstance" -> "reported the loss";
            case "SetJobRetries Job" -> "had a failed step tried again";
            default -> spoken(what.replace(" ", "")).toLowerCase(Locale.ROOT);
        };
    }
}
