package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

/** Files which appear whole, with their owner and mode, and stay after the power fails. */
final class DurableFiles {

    private DurableFiles() {}

    /** Puts the bytes in place of the file; a file that was there keeps its owner and mode. */
    static void write(Path file, byte[] bytes) {
        Path draft = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            if (Files.exists(file)) {
                likeOf(file, draft);
            }
            move(draft, file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** By one rename, which is durable when this returns. */
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(to.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Gives a copy the owner and mode of its model. */
    static void likeOf(Path model, Path copy) throws IOException {
        var from =
                Files.getFileAttributeView(model, PosixFileAttributeView.class).readAttributes();
        Files.setPosixFilePermissions(copy, from.permissions());
        if (!Files.getOwner(copy).equals(from.owner())) {
            Files.setOwner(copy, from.owner());
        }
    }
}
