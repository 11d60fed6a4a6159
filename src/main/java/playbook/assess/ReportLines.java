package playbook.assess;

import org.jspecify.annotations.Nullable;

/** Builds a Markdown text of lines with a label and a value. */
final class ReportLines {

    private final StringBuilder text = new StringBuilder();

    /** @param value null when unknown */
    ReportLines line(String what, @Nullable Object value) {
        return append("- " + what + ": " + (value == null ? "unknown" : plain(value.toString())) + "\n");
    }

    /** Appends Markdown without escaping it. */
    ReportLines append(String markdown) {
        text.append(markdown);
        return this;
    }

    /**
     * Escapes Markdown and line breaks: names and people's texts may contain anything, and must stay plain text on one
     * line.
     */
    static String plain(String value) {
        return value.replaceAll("\\s+", " ").replaceAll("([\\\\`*_|<>\\[\\]#])", "\\\\$1");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
