package playbook.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.incident.HintedException;
import playbook.platform.ConfiguredTargets;
import playbook.platform.LocalRange;
import playbook.platform.RepositorySettings;

class RepositoriesTest {

    @TempDir
    private Path root;

    @Test
    void aTargetThatNamesNoneHasFolders() throws Exception {
        ConfiguredTargets targets = LocalRange.targets(root);

        assertThat(new Repositories(targets).of(targets.named("noa"))).isInstanceOf(FolderRepository.class);
        assertThat(RepositorySettings.kindIn(Map.of()))
                .as("a job of a former version")
                .isEqualTo("folder");
    }

    @Test
    void aKindThatThereIsNotStopsTheStart() throws Exception {
        ConfiguredTargets targets = targets("tapes", Map.of());

        assertThatThrownBy(() -> new Repositories(targets))
                .isInstanceOf(HintedException.class)
                .hasMessage("playbook.targets.noa.repository.kind is 'tapes'\nHINT: it is one of [folder]");
    }

    @Test
    void aKindGetsExactlyTheSettingsItNeeds() throws Exception {
        ConfiguredTargets incomplete = targets("packed", Map.of("path", "/repository"));
        assertThatThrownBy(() -> PackedRepository.among(incomplete))
                .isInstanceOf(HintedException.class)
                .hasMessage("playbook.targets.noa.repository.settings has [path]\n"
                        + "HINT: the kind 'packed' needs exactly [path, stanza]");
        ConfiguredTargets toMuch = targets("folder", Map.of("path", "/repository"));
        assertThatThrownBy(() -> new Repositories(toMuch))
                .isInstanceOf(HintedException.class)
                .hasMessage("playbook.targets.noa.repository.settings has [path]\n"
                        + "HINT: the kind 'folder' needs exactly []");

        ConfiguredTargets whole = targets("packed", Map.of("path", "/repository", "stanza", "main"));
        assertThat(PackedRepository.among(whole).of(whole.named("noa"))).isInstanceOf(PackedRepository.class);
        assertThat(whole.repository(whole.named("noa")).environment())
                .isEqualTo(Map.of(
                        "PLAYBOOK_REPOSITORY",
                        "packed",
                        "PLAYBOOK_REPOSITORY_PATH",
                        "/repository",
                        "PLAYBOOK_REPOSITORY_STANZA",
                        "main"));
        assertThat(whole.folders(whole.named("noa")).archive())
                .as("it needs no archive's folder of its own")
                .isEqualTo(root.resolve("backups"));
    }

    private ConfiguredTargets targets(String kind, Map<String, String> settings) throws Exception {
        return LocalRange.targets(root, new RepositorySettings(kind, settings));
    }
}
