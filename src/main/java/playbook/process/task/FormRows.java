package playbook.process.task;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import playbook.freeze.PinResult;
import playbook.incident.Figures;
import playbook.incident.LargeObjects;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;

/** Flat rows for the tables of forms, from the record. A form shows the sum and the largest of many; the record has all. */
final class FormRows {

    static final int MOST_ROWS = 50;
    static final String NOTHING = "–";

    private static final int LONGEST_TEXT = 3_000;

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private FormRows() {}

    static List<Map<String, Object>> lines(List<String> texts) {
        Stream<String> more = texts.size() <= MOST_ROWS
                ? Stream.empty()
                : Stream.of("… and " + Figures.number((long) texts.size() - MOST_ROWS)
                        + " more: the whole record, a file on the incident's page, has them.");
        return Stream.concat(texts.stream().limit(MOST_ROWS), more)
                .map(text -> row("text", Figures.plain(text)))
                .toList();
    }

    /** How well the evidence is held, always one line, and what is missing. */
    static List<Map<String, Object>> pinRemarks(@Nullable PinResult pin) {
        if (pin == null) {
            return List.of(row("text", "It is not known whether the evidence is pinned."));
        }
        String held = switch (pin.outcome()) {
            case PINNED ->
                "The evidence is pinned: deleted and overwritten rows stay in their tables. Of a table that was dropped or"
                        + " emptied nothing stays on this server.";
            case PARTLY -> "The evidence is pinned only PARTLY.";
            case NOT_REACHABLE -> "The evidence is NOT PINNED: the server gives no answer.";
            case NOT_PINNED -> "The evidence is NOT PINNED: reading a table may remove destroyed rows from it.";
        };
        return Stream.concat(Stream.of(row("text", held)), lines(pin.pin().notSet()).stream())
                .toList();
    }

    /** What can't be read first, then what lacks the most rows; a partitioned table has no rows beside its partitions'. */
    static List<Map<String, Object>> tableCounts(RowCounts counts) {
        List<TableCount> tables = counts.tables().stream()
                .filter(count -> !count.partitioned())
                .sorted(Comparator.comparing((TableCount count) -> count.rows() >= 0)
                        .thenComparingLong(count -> Objects.requireNonNullElse(count.difference(), 0L)))
                .toList();
        if (tables.size() <= MOST_ROWS) {
            return tables.stream().map(FormRows::row).toList();
        }
        long rows =
                tables.stream().mapToLong(count -> Math.max(0, count.rows())).sum();
        return Stream.concat(
                        Stream.of(row(
                                "table",
                                allTables(tables.size()),
                                "rows",
                                Figures.number(rows),
                                "baseline",
                                signed(tables.stream()
                                        .map(TableCount::difference)
                                        .filter(Objects::nonNull)
                                        .mapToLong(Long::longValue)
                                        .sum()),
                                "lastCreated",
                                NOTHING)),
                        tables.stream().limit(MOST_ROWS).map(FormRows::row))
                .toList();
    }

    private static Map<String, Object> row(TableCount count) {
        Long difference = count.difference();
        return row(
                "table",
                LargeObjects.spoken(count.table()),
                "rows",
                count.rows() < 0 ? "cannot be read: " + count.trouble() : Figures.number(count.rows()),
                "baseline",
                difference == null
                        ? NOTHING
                        : signed(difference) + " (from " + Figures.number(count.rows() - difference) + ")",
                "lastCreated",
                count.lastCreated() == null ? "not recorded in it" : second(count.lastCreated()));
    }

    private static String signed(long difference) {
        return difference > 0 ? "+" + Figures.number(difference) : Figures.number(difference);
    }

    /** The sum's name where a form shows only the largest of them. */
    static String allTables(int count) {
        return "all " + Figures.number(count) + " tables; the largest " + MOST_ROWS
                + " follow; the whole record, a file on the incident's page, has each";
    }

    /** To the second, without the zone: the column says UTC. */
    static String second(Instant instant) {
        return SECOND.format(instant);
    }

    /** Column and text in turn; one of many texts that would push the others off the form is cut, and says so. */
    static Map<String, Object> row(String... pairs) {
        Map<String, Object> row = whole(pairs);
        row.replaceAll((column, text) -> cut(text.toString()));
        return row;
    }

    /** For the few rows of a choice: what a person decides by is never cut. */
    static Map<String, Object> whole(String... pairs) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            row.put(pairs[i], pairs[i + 1]);
        }
        return row;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT) + " … (" + Figures.number(text.length())
                        + " characters, all in the record)";
    }
}
