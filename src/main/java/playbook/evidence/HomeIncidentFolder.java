package playbook.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import playbook.incident.Incident;

/** {@code <playbook.home>/incidents/<key>}. */
@Component
class HomeIncidentFolder implements IncidentFolder {

    private final Path home;

    HomeIncidentFolder(@Value("${playbook.home}") Path home) {
        this.home = home;
    }

    @Override
    public Path of(Incident incident) {
        Path incidents = home.resolve("incidents");
        Path folder = incidents.resolve(incident.key()).normalize();
        if (!incidents.equals(folder.getParent())) {
            throw new IllegalArgumentException("not an incident's key: '" + incident.key() + "'");
        }
        try {
            return Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }
}
