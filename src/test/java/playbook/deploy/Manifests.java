package playbook.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests of a folder, as kubectl renders them. */
public final class Manifests {

    private static final Map<Path, List<Manifest>> RENDERED = new HashMap<>();

    private Manifests() {}

    /** What {@code kubectl apply -k} would send. */
    public static synchronized List<Manifest> rendered(String folder) {
        return RENDERED.computeIfAbsent(Path.of(folder), path -> parse(kustomize(path)));
    }

    static List<Manifest> parse(String yaml) {
        ObjectMapper json = new ObjectMapper();
        List<Manifest> manifests = new ArrayList<>();
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        new Yaml(new SafeConstructor(options))
                .loadAll(yaml)
                .forEach(document -> manifests.add(new Manifest(json.valueToTree(document))));
        return manifests;
    }

    static String kustomize(Path folder) {
        try {
            Path output = Files.createTempFile("rendered-", ".yaml");
            Path errors = Files.createTempFile("rendered-", ".err");
            try {
                int exit = new ProcessBuilder(kubectl(), "kustomize", folder.toString())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start()
                        .waitFor();
                assertThat(exit).as(Files.readString(errors)).isZero();
                assertThat(errors).as("warnings of kubectl kustomize " + folder).isEmptyFile();
                return Files.readString(output, StandardCharsets.UTF_8);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot run kubectl", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while kubectl rendered " + folder, e);
        }
    }

    /** Without kubectl nothing can be rendered: said, and these tests are skipped: no package has it. */
    private static String kubectl() {
        String path = System.getenv().getOrDefault("PATH", "");
        boolean there = Stream.of(path.split(":", -1)).anyMatch(dir -> Files.isExecutable(Path.of(dir, "kubectl")));
        if (!there) {
            String reason = "the manifests were not rendered: no kubectl here. HINT: install kubectl 1.21 or later";
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        return "kubectl";
    }
}
