package playbook.platform.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.LocalRange;

class LocalFrontPageTest {

    @TempDir
    Path root;

    @Test
    void theReplacedPageComesBackByteForByte() throws IOException {
        ConfiguredTargets targets = LocalRange.targets(root);
        Target target = targets.named("noa");
        Path front = Files.createDirectories(root.resolve("www")).resolve("index.html");
        byte[] page = {'<', 0, (byte) 0xff, '\r', '\n'};
        Files.write(front, page);
        Files.writeString(root.resolve("maintenance.html"), "back soon");
        LocalFrontPage pages = new LocalFrontPage(targets);

        pages.showMaintenance(target);
        Files.writeString(root.resolve("maintenance.html"), "edited meanwhile");
        pages.showMaintenance(target);
        assertThat(front).hasContent("back soon");
        assertThat(pages.look(target).maintenance()).isTrue();

        pages.hideMaintenance(target);
        pages.hideMaintenance(target);
        assertThat(front).hasBinaryContent(page);
        assertThat(pages.look(target).maintenance()).isFalse();
    }
}
