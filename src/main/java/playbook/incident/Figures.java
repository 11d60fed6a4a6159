package playbook.incident;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats numbers, times, durations and sizes in one way for pages, forms, reports and the terminal. */
public final class Figures {

    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");

    private Figures() {}

    /** Digits in groups of three, separated by a narrow space, since a comma is a decimal mark in many countries. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
    }

    /** {@code 1 row}, {@code 5 225 rows}. */
    public static String count(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }

    public static String rows(long number) {
        return count(number, "row", "rows");
    }

    /** {@code 2026-11-22 02:58:31 UTC}. */
    public static String second(Instant instant) {
        return SECOND.format(instant);
    }

    /** The sentence with each ISO instant in it replaced by its time to the second. */
    public static String plain(String text) {
        return INSTANT.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(second(Instant.parse(found.group()))));
    }

    public static String between(Instant from, Instant to) {
        return seconds(Duration.between(from, to).toMillis() / 1000.0);
    }

    /** {@code 0.42 s}, {@code 12.3 s}, {@code 4 min 05 s}, {@code 2 h 03 min}. */
    public static String seconds(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = (long) seconds;
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    public static String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1000 && unit < UNITS.size() - 1) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS.get(unit));
    }

    /** An id or an enum's name as words: {@code toCulprit} and {@code STILL_WRITING} become sentences. */
    public static String spoken(String id) {
        String spaced = id.equals(id.toUpperCase(Locale.ROOT))
                ? id.toLowerCase(Locale.ROOT).replace('_', ' ')
                : id.replace('-', ' ').replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        return spaced.isEmpty() ? "" : spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
    }
}
