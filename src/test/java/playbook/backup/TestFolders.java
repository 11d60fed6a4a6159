package playbook.backup;

import java.nio.file.Path;
import java.util.Map;

/** A repository of folders, as a job of its target opens it. */
public final class TestFolders {

    private TestFolders() {}

    public static Repository.Content of(Path archive, Path backups) {
        return new FolderRepository()
                .open(Map.of("PLAYBOOK_ARCHIVE", archive.toString(), "PLAYBOOK_BACKUPS", backups.toString()));
    }
}
