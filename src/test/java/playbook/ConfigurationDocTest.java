package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** docs/configuration.md names every property of ours, none besides, each with meaning, unit, default and example. */
class ConfigurationDocTest {

    private static final Path DOCUMENT = Path.of("docs/configuration.md");

    /** What has properties below it, and may have a line of its own. */
    private final Set<String> containers = new TreeSet<>();

    /** Name to default, empty when the code gives none. */
    private final Map<String, String> properties = new TreeMap<>();

    @Test
    void everyPropertyOfOursIsThereAndNoOther() throws Exception {
        collect();

        Set<String> documented = new TreeSet<>(document().keySet());
        documented.removeAll(containers);
        assertThat(documented).containsExactlyElementsOf(properties.keySet());
    }

    @Test
    void eachHasMeaningUnitDefaultAndExample() throws IOException {
        assertThat(document()).isNotEmpty();
        document()
                .forEach((name, cells) -> assertThat(cells).as(name).hasSize(4).noneMatch(String::isBlank));
    }

    @Test
    void theDefaultIsTheCodes() throws Exception {
        collect();
        properties.remove("playbook.home"); // application.yml's own
        Map<String, List<String>> document = document();

        properties.forEach((name, inCode) -> {
            if (!inCode.isEmpty()) {
                assertThat(document.getOrDefault(name, List.of("", "", "", "")).get(2))
                        .as(name)
                        .contains("`" + inCode + "`");
            }
        });
    }

    private void collect() throws Exception {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        for (var found : scanner.findCandidateComponents("playbook")) {
            Class<?> type = Class.forName(found.getBeanClassName());
            record(type.getAnnotation(ConfigurationProperties.class).value() + ".", type);
        }
        Pattern used = Pattern.compile("\\$\\{(playbook\\.[a-z.-]+)(?::([^}\"]*))?}|PROPERTY = \"(playbook[a-z.-]+)\"");
        for (Path source : files(Path.of("src/main/java/playbook"))) {
            for (MatchResult one :
                    used.matcher(Files.readString(source)).results().toList()) {
                String name = one.group(1) == null ? one.group(3) : one.group(1);
                properties.merge(name, one.group(2) == null ? "" : one.group(2), (a, b) -> a.isEmpty() ? b : a);
            }
        }
    }

    private void record(String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name =
                    prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
            Type generic = component.getGenericType();
            Class<?> inside = generic instanceof ParameterizedType parameters
                    ? (Class<?>) parameters.getActualTypeArguments()[parameters.getActualTypeArguments().length - 1]
                    : component.getType();
            if (inside.isRecord()) {
                containers.add(name);
                String below = Map.class.isAssignableFrom(component.getType())
                        ? ".<name>."
                        : List.class.isAssignableFrom(component.getType()) ? "[]." : ".";
                record(name + below, inside);
            } else {
                properties.put(name, defaultOf(type, component));
            }
        }
    }

    /** An annotation on a record's component is kept on the constructor's parameter. */
    private static String defaultOf(Class<?> type, RecordComponent component) {
        return Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .map(parameter -> parameter.getAnnotation(DefaultValue.class))
                .filter(given -> given != null && given.value().length == 1)
                .map(given -> given.value()[0])
                .findFirst()
                .orElse("");
    }

    /** Name to the other cells of its line. The heading above says what comes before the name. */
    private static Map<String, List<String>> document() throws IOException {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        String section = "";
        String prefix = "";
        boolean ours = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("## ")) {
                ours = line.equals("## The playbook") || line.contains("`playbook.");
                section = inHeading(line);
                prefix = section;
            } else if (line.startsWith("### ")) {
                prefix = section + inHeading(line);
            } else if (ours && line.startsWith("| `")) {
                List<String> cells = new ArrayList<>(List.of(line.split("\\|", -1)));
                String name = prefix + cells.get(1).strip().replace("`", "");
                lines.put(name, cells.subList(2, cells.size() - 1));
            }
        }
        return lines;
    }

    private static String inHeading(String line) {
        return Pattern.compile("`([^`]*)…`")
                .matcher(line)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElse("");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
