package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What two shell scripts do alike stands in a library that both read, so that it is corrected once. */
class ScriptsTest {

    private static final int RUN = 6;
    private static final Pattern SHELL = Pattern.compile("#!.*\\b(ba)?sh\\b.*");
    /** What builds leave, and what is not ours. */
    private static final Set<String> PASSED_OVER = Set.of(".git", "target", "node_modules");

    /** A line that does something. */
    private record Line(String file, int number, String text) {
        String place() {
            return file + ":" + number;
        }
    }

    @Test
    void noSixLinesStandInTwoScripts() throws IOException {
        Map<String, List<String>> scripts = scripts(Path.of(""));

        assertThat(scripts.keySet())
                .contains("playbook", ".ci/run", "src/build/lint-scripts")
                .anyMatch(file -> file.endsWith("restore/replay.sh"));
        assertThat(repeated(scripts)).isEmpty();
    }

    @Test
    void sixLinesAreFoundWhateverTheirIndentationAndTheCommentsBetween() {
        Map<String, List<String>> scripts = new LinkedHashMap<>();
        scripts.put("one", List.of("#!/bin/sh", "a", "b", "", "c", "d", "e", "f", "g"));
        scripts.put("two", List.of("#!/bin/sh", "x", "  a", "  b", "# why", "  c", "  d", "  e", "  f"));
        scripts.put("three", List.of("a", "b", "c", "d", "e", "x", "f"));

        assertThat(repeated(scripts)).containsExactly("one:2 and two:3, from: a");
    }

    /** The first line of each run of lines that stands in two places, with both. */
    private static List<String> repeated(Map<String, List<String>> scripts) {
        Map<List<String>, Line> first = new HashMap<>();
        List<String> repeated = new ArrayList<>();
        scripts.forEach((file, text) -> {
            List<Line> lines = working(file, text);
            int next = 0;
            for (int i = 0; i + RUN <= lines.size(); i++) {
                List<String> run =
                        lines.subList(i, i + RUN).stream().map(Line::text).toList();
                Line before = first.putIfAbsent(run, lines.get(i));
                if (before != null && i >= next) {
                    repeated.add(before.place() + " and " + lines.get(i).place() + ", from: " + before.text());
                    next = i + RUN;
                }
            }
        });
        return repeated;
    }

    private static List<Line> working(String file, List<String> text) {
        return IntStream.range(0, text.size())
                .mapToObj(i -> new Line(file, i + 1, text.get(i).strip()))
                .filter(line -> !line.text().isEmpty() && !line.text().startsWith("#"))
                .toList();
    }

    /** As {@code src/build/lint-scripts} finds them: by the first line. */
    private static Map<String, List<String>> scripts(Path root) throws IOException {
        Map<String, List<String>> scripts = new TreeMap<>();
        Path absolute = root.toAbsolutePath();
        Files.walkFileTree(absolute, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return PASSED_OVER.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                List<String> lines = Files.readString(file, StandardCharsets.ISO_8859_1)
                        .lines()
                        .toList();
                if (!lines.isEmpty() && SHELL.matcher(lines.get(0)).matches()) {
                    scripts.put(absolute.relativize(file).toString(), lines);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return scripts;
    }
}
