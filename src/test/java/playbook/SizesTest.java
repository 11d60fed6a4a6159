package playbook;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Main sources stay short, so that a class is found by its name and understood at one look. */
class SizesTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final int MEDIAN = 60;
    private static final int NINETY_PERCENT = 150;
    private static final int LONGEST = 250;

    /** Where a file is longer than {@link #LONGEST}, its first comment says why, in these words. */
    private static final Pattern REASON = Pattern.compile("(?i)\\blong because\\b");

    private static final Pattern COMMENT =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*(?:\\n\\s*//[^\\n]*)*", Pattern.DOTALL);

    /** All files, the longest first. */
    private static List<Source> sources = List.of();

    record Source(Path file, int lines, String text) {

        static Source read(Path file) {
            try {
                List<String> lines = Files.readAllLines(file);
                return new Source(SOURCES.relativize(file), lines.size(), String.join("\n", lines));
            } catch (IOException e) {
                throw new IllegalStateException("cannot read " + file, e);
            }
        }

        boolean saysWhyItIsLong() {
            Matcher comment = COMMENT.matcher(text);
            // A comment's lines are broken anywhere, with an asterisk or slashes before the next word.
            return comment.find()
                    && REASON.matcher(comment.group().replaceAll("\\s+(?:\\*|//)?\\s*", " "))
                            .find();
        }

        @Override
        public String toString() {
            return file + " (" + lines + ")";
        }
    }

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Source::read)
                    .sorted(Comparator.comparingInt(Source::lines).reversed().thenComparing(Source::file))
                    .toList();
        }
        assertThat(sources).as("files below " + SOURCES).hasSizeGreaterThan(400);
    }

    @Test
    void halfOfTheFilesHaveAtMostSixtyLines() {
        int half = sources.size() / 2;
        assertThat(sources.get(half).lines())
                .as("median of %d files; just above %d lines are %s", sources.size(), MEDIAN, justAbove(MEDIAN))
                .isLessThanOrEqualTo(MEDIAN);
    }

    @Test
    void nineOfTenFilesHaveAtMostAHundredAndFifty() {
        int tenth = sources.size() / 10;
        assertThat(sources.get(tenth).lines())
                .as(
                        "nine of ten files; %d of %d are longer than %d lines: %s",
                        longerThan(NINETY_PERCENT).size(), sources.size(), NINETY_PERCENT, longerThan(NINETY_PERCENT))
                .isLessThanOrEqualTo(NINETY_PERCENT);
    }

    @Test
    void noFileIsLongerThanTwoHundredAndFiftyLinesWithoutItsReason() {
        assertThat(longerThan(LONGEST))
                .as("longer than %d lines, and the first comment does not say: long because …", LONGEST)
                .filteredOn(source -> !source.saysWhyItIsLong())
                .isEmpty();
    }

    @Test
    void aReasonIsReadFromTheFirstCommentOnly() {
        assertThat(source("/**\n * One state machine, long\n * because half of it tells nothing.\n */\nclass A {}")
                        .saysWhyItIsLong())
                .isTrue();
        assertThat(source("// Long because its cases are read side by side.\nclass A {}")
                        .saysWhyItIsLong())
                .isTrue();
        assertThat(source("/** A. */\nclass A {\n    // long because\n}").saysWhyItIsLong())
                .isFalse();
    }

    private static Source source(String text) {
        return new Source(Path.of("A.java"), 300, text);
    }

    private static List<Source> longerThan(int lines) {
        return sources.stream().filter(source -> source.lines() > lines).toList();
    }

    private static String justAbove(int lines) {
        return sources.stream()
                .filter(source -> source.lines() > lines)
                .sorted(Comparator.comparingInt(Source::lines))
                .limit(20)
                .map(Source::toString)
                .collect(joining(", "));
    }
}
