package playbook.assess;

import org.jspecify.annotations.Nullable;

/** A text in Markdown, of lines that say what something is. */
final class ReportLines {

    private final StringBuilder text = new StringBuilder();

    /** @param value null when nobody knows it */
    ReportLines line(String what, @Nullable Object value) {
        return append("- " + what + ": " + (value == null ? "unknown" : plain(value.toString())) + "\n");
    }

    /** Markdown as it is. */
    ReportLines append(String markdown) {
        text.append(markdown);
        return this;
    }

    /** Names and people's words may hold anything; in the report they stay text on one line. */
    static String plain(String value) {
        return value.replaceAll("\\s+", " ").replaceAll("([\\\\`*_|<>\\[\\]#])", "\\\\$1");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
