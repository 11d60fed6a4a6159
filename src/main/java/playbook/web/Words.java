package playbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How times, lengths, sizes and states read; used by the pages as {@code @words}. */
@Component("words")
class Words {

    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");
    private static final Map<String, String> STATES = Map.of(
            "resolved", "Resolved",
            "falseAlarm", "False alarm",
            "stopped", "Stopped safely",
            "cancelled", "Cancelled",
            "running", "Running");

    public String at(Instant instant) {
        return DAY_AND_TIME.format(instant);
    }

    /** An ISO instant of the record, to the millisecond: {@code 2026-11-22 02:58:31.120 UTC}. */
    public String moment(String iso) {
        try {
            return MOMENT.format(Instant.parse(iso));
        } catch (DateTimeParseException e) {
            return iso;
        }
    }

    /** A sentence of the record with each ISO instant in it as people read it. */
    public String plain(String text) {
        return INSTANT.matcher(text).replaceAll(found -> Matcher.quoteReplacement(moment(found.group())));
    }

    public String time(Instant instant) {
        return TIME.format(instant);
    }

    public String between(Instant from, @Nullable Instant to) {
        return seconds(Duration.between(from, to == null ? Instant.now() : to).toMillis() / 1000.0);
    }

    /** {@code 0.42 s}, {@code 12.3 s}, {@code 4 min 05 s}, {@code 2 h 03 min}. */
    public String seconds(@Nullable Double seconds) {
        if (seconds == null) {
            return "–";
        }
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = seconds.longValue();
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    public String bytes(@Nullable Long bytes) {
        if (bytes == null) {
            return "–";
        }
        double size = bytes;
        int unit = 0;
        while (size >= 1000 && unit < UNITS.size() - 1) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS.get(unit));
    }

    public String number(@Nullable Number number) {
        return number == null
                ? "–"
                : String.format(Locale.ROOT, "%,d", number.longValue()).replace(',', '\u202f');
    }

    /** Amount in its unit: {@code 12.3 MB of 80.0 MB}, {@code 1 200 of 4 000 rows}. */
    public String progress(IncidentDocument.Operation operation) {
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

    public String state(String state) {
        return STATES.getOrDefault(state, spoken(state));
    }

    /** An id or an enum's name as words: {@code toCulprit} and {@code STILL_WRITING} become sentences. */
    public String spoken(String id) {
        String spaced = id.equals(id.toUpperCase(Locale.ROOT))
                ? id.toLowerCase(Locale.ROOT).replace('_', ' ')
                : id.replace('-', ' ').replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        return spaced.isEmpty() ? "" : spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
    }

    /** Class of a state's colour. */
    public String mood(String state) {
        return switch (state.toLowerCase(Locale.ROOT)) {
            case "resolved", "done", "succeeded", "true" -> "good";
            case "failed", "lost", "cancelled", "false" -> "bad";
            case "running", "waiting" -> "wait";
            default -> "";
        };
    }

    /** A decision's answers, one after another. */
    public String answers(JsonNode what) {
        if (!what.isObject()) {
            return what.isNull() ? "" : what.asText();
        }
        StringJoiner answers = new StringJoiner("; ");
        what.properties()
                .forEach(field -> answers.add(spoken(field.getKey()) + ": "
                        + (field.getValue().isValueNode() ? field.getValue().asText() : field.getValue())));
        return answers.toString();
    }

    /** What a user did, from the operation log's own words. */
    public String deed(String what) {
        return switch (what) {
            case "Complete Task" -> "completed";
            case "Claim Task" -> "took";
            case "Assign Task" -> "assigned";
            case "Create ProcessInstance" -> "reported the loss";
            case "SetJobRetries Job" -> "gave a failed step another try";
            default -> spoken(what.replace(" ", "")).toLowerCase(Locale.ROOT);
        };
    }
}
