package playbook.practice;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import playbook.incident.HintedException;

/** Bytes as people write them, {@code 200MB} or {@code 2GB}, powers of 1024 as PostgreSQL has it. */
public final class DataSize {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})(KB|MB|GB|TB)");
    private static final long SMALLEST = 5L << 20;

    private DataSize() {}

    /** @return bytes, at least 5 MB */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (form.matches()) {
            long unit = switch (form.group(2)) {
                case "KB" -> 1L << 10;
                case "MB" -> 1L << 20;
                case "GB" -> 1L << 30;
                default -> 1L << 40;
            };
            long bytes = Long.parseLong(form.group(1)) * unit;
            if (bytes >= SMALLEST) {
                return bytes;
            }
        }
        throw new HintedException(
                "'" + text + "' is no size for a database", "write for example 200MB or 2GB; 5MB is the smallest.");
    }

    static String text(long bytes) {
        return bytes >= 10L << 30
                ? (bytes >> 30) + " GB"
                : bytes >= 10L << 20 ? (bytes >> 20) + " MB" : (bytes >> 10) + " kB";
    }
}
