package playbook.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import playbook.evidence.IncidentFiles;
import playbook.incident.Incident;
import playbook.incident.Sha256;

/** An incident's files in a folder of the test. */
public record TestFiles(Path folder) implements IncidentFiles {

    @Override
    public StoredFile write(Incident incident, String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
            return new StoredFile(name, Files.size(folder.resolve(name)), Instant.now(), Sha256.of(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<StoredFile> of(String incidentKey) {
        return List.of();
    }

    @Override
    public Optional<String> text(String incidentKey, String name) {
        return Optional.empty();
    }
}
