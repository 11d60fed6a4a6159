package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Sha256;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.FrontPage;

/**
 * The front page as a file. The page that is replaced lies beside it as {@code .<name>.kept}, and {@code .<name>.shown}
 * holds the digest of the maintenance page that went up, so that an edit of its source meanwhile confuses nothing.
 */
@Component
public class LocalFrontPage implements FrontPage {

    private final ConfiguredTargets targets;

    LocalFrontPage(ConfiguredTargets targets) {
        this.targets = targets;
    }

    @Override
    public Page look(Target target) {
        Path front = front(target);
        String digest = Sha256.of(bytes(front));
        boolean shown =
                TextFile.read(beside(front, "shown")).filter(digest::equals).isPresent();
        return new Page(digest, shown || digest.equals(Sha256.of(bytes(maintenance(target)))));
    }

    @Override
    public synchronized void showMaintenance(Target target) {
        if (look(target).maintenance()) {
            return;
        }
        Path front = front(target);
        byte[] maintenance = bytes(maintenance(target));
        DurableFiles.write(beside(front, "kept"), bytes(front));
        try {
            DurableFiles.likeOf(front, beside(front, "kept"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + front, e);
        }
        DurableFiles.write(beside(front, "shown"), Sha256.of(maintenance).getBytes(StandardCharsets.UTF_8));
        DurableFiles.write(front, maintenance);
    }

    @Override
    public synchronized void hideMaintenance(Target target) {
        if (!look(target).maintenance()) {
            return;
        }
        Path front = front(target);
        Path kept = beside(front, "kept");
        if (!Files.exists(kept)) {
            throw new HintedException(
                    front + " shows the maintenance page, and " + kept + " is gone",
                    "put the page back by hand from your deployment, then repeat this step");
        }
        try {
            DurableFiles.move(kept, front);
            Files.deleteIfExists(beside(front, "shown"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot put " + front + " back", e);
        }
    }

    private Path front(Target target) {
        return configured(target, "front-page", targets.folders(target).frontPage());
    }

    private Path maintenance(Target target) {
        return configured(target, "maintenance-page", targets.folders(target).maintenancePage());
    }

    private static Path configured(Target target, String property, @Nullable Path path) {
        if (path == null) {
            throw new HintedException(
                    "no front page is configured for " + target.label(),
                    "set playbook.targets." + target.name() + ".local." + property);
        }
        return path;
    }

    private static Path beside(Path front, String what) {
        return front.resolveSibling("." + front.getFileName() + "." + what);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new HintedException("cannot read " + file + ": " + e, "is it there, and readable to us?", e);
        }
    }
}
