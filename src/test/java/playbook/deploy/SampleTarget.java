package playbook.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import playbook.platform.ConfiguredTargets;
import playbook.platform.TargetProperties;

/** The target of the sample overlay, read as the product reads it. */
public final class SampleTarget {

    private static final String FILE = "deploy/kubernetes/overlays/sample/playbook/targets.yml";

    private SampleTarget() {}

    static String text() {
        try {
            return Files.readString(Path.of(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param arguments properties that differ, {@code --name=value} */
    public static ConfiguredTargets read(String... arguments) {
        return readFile(FILE, arguments);
    }

    /** The same database for a playbook outside its cluster. */
    static ConfiguredTargets outside() {
        return readFile("deploy/kubernetes/overlays/outside/targets.yml", "--PLAYBOOK_PASSFILE=/secret/pgpass");
    }

    private static ConfiguredTargets readFile(String file, String... arguments) {
        try (var context = new SpringApplicationBuilder(Targets.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("spring.config.location=file:" + file, "PLAYBOOK_WORKER_IMAGE=image")
                .run(arguments)) {
            return context.getBean(ConfiguredTargets.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(TargetProperties.class)
    @Import(ConfiguredTargets.class)
    static class Targets {}
}
