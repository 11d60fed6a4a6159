package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.util.DigestUtils;
import org.springframework.util.FileSystemUtils;

/**
 * A class path that the jobs' user can read: what it may not read (a build's private repository, a jar in root's home) is
 * copied.
 */
final class ReadableClassPath {

    private final Path copies;

    /** @param copies the folder of the copies; made when there are some */
    ReadableClassPath(Path copies) {
        this.copies = copies;
    }

    List<String> of(List<String> entries) {
        if (!ServerUser.differs()) {
            return entries;
        }
        List<String> question = new ArrayList<>(
                List.of("sh", "-c", "for file; do [ -r \"$file\" ] || printf '%s\\n' \"$file\"; done", "sh"));
        question.addAll(entries);
        Set<String> closed = Set.copyOf(ServerUser.run(question, "is the user " + ServerUser.NAME + " there?")
                .lines()
                .toList());
        return entries.stream()
                .map(entry -> closed.contains(entry) ? opened(Path.of(entry)).toString() : entry)
                .toList();
    }

    private Path opened(Path entry) {
        try {
            Path folder = Files.createDirectories(copies);
            String state = entry + " " + Files.size(entry) + " " + Files.getLastModifiedTime(entry);
            Path opened = folder.resolve(
                    DigestUtils.md5DigestAsHex(state.getBytes(StandardCharsets.UTF_8)) + "-" + entry.getFileName());
            if (Files.isDirectory(entry)) {
                FileSystemUtils.copyRecursively(entry, opened);
            } else if (!Files.exists(opened)) {
                Path copy = Files.createTempFile(folder, ".copy", ".jar");
                Files.copy(entry, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(copy, opened, StandardCopyOption.ATOMIC_MOVE);
            }
            return opened;
        } catch (FileAlreadyExistsException e) {
            throw new IllegalStateException("two copies of " + entry + " at once", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + entry + " to where " + ServerUser.NAME + " can read it", e);
        }
    }
}
