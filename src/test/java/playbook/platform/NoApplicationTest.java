package playbook.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** A database with nothing of ours in front of it is a target too. */
class NoApplicationTest {

    private @TempDir Path folder = Path.of("");

    @Test
    void aTargetWithoutApplicationsNeedsNoChecksAndNoFolderOfThem() throws Exception {
        ConfiguredTargets targets = targets(Map.of());

        Target shop = targets.named("shop");
        assertThat(targets.checks(shop).hasApplication()).isFalse();
        assertThat(targets.folders(shop).applicationOrder()).isEmpty();
    }

    @Test
    void checksThatAskAnApplicationNeedItsName() {
        assertThatThrownBy(() -> targets(Map.of("checks.integrity-command[0]", "/srv/check")))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith(
                        "playbook.targets.shop.checks.application is missing\nHINT: critical-paths and");
    }

    @Test
    void anApplicationStillNeedsItsChecksAndItsFolder() {
        assertThatThrownBy(() -> targets(Map.of("applications[0]", "api")))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("playbook.targets.shop.local.applications-directory is missing");
    }

    private ConfiguredTargets targets(Map<String, String> more) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        if (!Files.exists(bin.resolve("pg_basebackup"))) {
            assertThat(Files.createFile(bin.resolve("pg_basebackup")).toFile().setExecutable(true))
                    .isTrue();
        }
        Map<String, String> written = new LinkedHashMap<>();
        String shop = "playbook.targets.shop.";
        written.put(shop + "host", "127.0.0.1");
        written.put(shop + "database", "shop");
        written.put(shop + "user", "recovery");
        written.put(shop + "passfile", folder + "/pgpass");
        written.put(shop + "local.bin-directory", bin.toString());
        for (String name : new String[] {"data", "archive", "backup", "work"}) {
            written.put(shop + "local." + name + "-directory", folder + "/" + name);
        }
        more.forEach((name, value) -> written.put(shop + name, value));
        return new ConfiguredTargets(new Binder(new MapConfigurationPropertySource(written))
                .bind("playbook", TargetProperties.class)
                .get());
    }
}
