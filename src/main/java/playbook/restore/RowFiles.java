package playbook.restore;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The incident's files of rows; each has a temporary name until it is complete. */
final class RowFiles {

    private static final int BUFFER = 1 << 16;

    private RowFiles() {}

    /** Writes a file's content. */
    interface Filling {
        void into(OutputStream out) throws Exception;
    }

    static Path folder(Path work) throws IOException {
        return Files.createDirectories(work.resolve("rows"));
    }

    static void write(Path file, Filling filling) throws Exception {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), BUFFER)) {
            filling.into(out);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Lines in COPY's text format, in which a line end inside a value has a backslash. */
    static RowLines lines(InputStream in) {
        byte[] buffer = new byte[BUFFER];
        int[] window = {0, 0};
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        return () -> {
            line.reset();
            while (true) {
                if (window[0] == window[1]) {
                    window[0] = 0;
                    window[1] = in.read(buffer);
                    if (window[1] <= 0) {
                        window[1] = 0;
                        if (line.size() > 0) {
                            throw new EOFException(
                                    "the last line of a file of rows has no line end: the file" + " was cut off");
                        }
                        return null;
                    }
                }
                int end = window[0];
                while (end < window[1] && buffer[end] != '\n') {
                    end++;
                }
                line.write(buffer, window[0], end - window[0]);
                window[0] = end;
                if (end < window[1]) {
                    window[0]++;
                    return line.toByteArray();
                }
            }
        };
    }
}
