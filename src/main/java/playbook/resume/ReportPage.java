package playbook.resume;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings.Found;
import playbook.incident.Figures;

/** Builds a Markdown text whose statements link to the entries of the record, which are listed at its end. */
final class ReportPage {

    private static final Map<Kind, String> KINDS = Map.of(
            Kind.FOUND, "finding",
            Kind.INTENT, "intent",
            Kind.DECIDED, "decision",
            Kind.REFUSED, "refusal",
            Kind.FAILED, "failure");

    private final StringBuilder text = new StringBuilder();
    private final Map<Long, Entry> used = new TreeMap<>();

    ReportPage line(String line) {
        text.append(line).append('\n');
        return this;
    }

    ReportPage heading(String title) {
        return line("\n## " + title + "\n");
    }

    /** @param columns names; a colon at the end of a name aligns its column to the right */
    ReportPage table(String... columns) {
        StringBuilder head = new StringBuilder("|");
        StringBuilder rule = new StringBuilder("|");
        for (String column : columns) {
            boolean right = column.endsWith(":");
            head.append(' ')
                    .append(right ? column.substring(0, column.length() - 1) : column)
                    .append(" |");
            rule.append(right ? "---:|" : "---|");
        }
        return line(head.toString()).line(rule.toString());
    }

    ReportPage row(Object... cells) {
        StringBuilder row = new StringBuilder("|");
        for (Object cell : cells) {
            row.append(' ').append(cell).append(" |");
        }
        return line(row.toString());
    }

    /** A link to the entry, which is listed at the end. */
    String ref(Entry entry) {
        used.put(entry.id(), entry);
        return "[%d](#entry-%d)".formatted(entry.id(), entry.id());
    }

    String ref(Found<?> found) {
        return ref(found.entry());
    }

    /**
     * Escapes Markdown and line breaks: names and people's texts may contain anything, and must stay plain text on one
     * line.
     */
    static String plain(String value) {
        return Figures.plain(value).replaceAll("\\s+", " ").strip().replaceAll("([\\\\`*_|<>\\[\\]#])", "\\\\$1");
    }

    /** A number for people; -1 means unknown. */
    static String number(long number) {
        return number < 0 ? "unknown" : Figures.number(number);
    }

    @Override
    public String toString() {
        heading("The entries of the record on which this report is based");
        table("Entry", "Written (UTC)", "Step", "What");
        used.values()
                .forEach(entry -> row(
                        "<a id=\"entry-" + entry.id() + "\"></a>" + entry.id(),
                        Figures.second(entry.at()).replace(" UTC", ""),
                        Figures.spoken(entry.step()),
                        KINDS.get(entry.kind())
                                + (entry.kind() == Kind.FOUND
                                        ? ": " + Figures.spoken(entry.type()).toLowerCase(Locale.ROOT)
                                        : entry.who().isEmpty() ? "" : " by " + plain(entry.who()))));
        return text.toString();
    }
}
