package playbook.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import playbook.evidence.Json;
import playbook.incident.HintedException;

/** Looks again whether the files that a finished copy or dump is made of are there. Fast: sizes, not contents. */
public final class StoredFiles {

    private static final String HINT = "look at the folder and its disk; run the step again to make a new one.";

    private StoredFiles() {}

    /** Every file of the manifest is there in its size, and the manifest is the one that was verified. */
    public static void proveCopy(Path folder, String manifestSha256) {
        Path manifest = folder.resolve("backup_manifest");
        proveDigest(manifest, manifestSha256);
        List<String> troubles = new ArrayList<>();
        for (Manifest.Entry entry : Json.read(text(manifest), Manifest.class).files()) {
            // A name that is no UTF-8 is written as hexadecimal Encoded-Path; pg_verifybackup has read those.
            if (entry.path() != null) {
                look(folder.resolve(entry.path()), entry.size(), troubles);
            }
        }
        tell(folder, troubles);
    }

    /** Every file that SHA256SUMS names is there, and the list is the one that was made. */
    public static void proveDump(Path folder, String sha256) {
        Path sums = folder.resolve("SHA256SUMS");
        proveDigest(sums, sha256);
        List<String> troubles = new ArrayList<>();
        text(sums).lines().forEach(line -> look(folder.resolve(line.substring(66)), -1, troubles));
        tell(folder, troubles);
    }

    private static void proveDigest(Path file, String expected) {
        if (!Files.isRegularFile(file)) {
            throw new HintedException("there is no " + file, HINT);
        }
        try {
            String found = Digests.of(file);
            if (!found.equals(expected)) {
                throw new HintedException(file + " has the digest " + found + ", it was made with " + expected, HINT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void look(Path file, long size, List<String> troubles) {
        try {
            if (!Files.isRegularFile(file)) {
                troubles.add(file + " is missing");
            } else if (size >= 0 && Files.size(file) != size) {
                troubles.add(file + " has " + Files.size(file) + " bytes, expected " + size);
            }
        } catch (IOException e) {
            troubles.add(file + ": " + e.getMessage());
        }
    }

    private static void tell(Path folder, List<String> troubles) {
        if (!troubles.isEmpty()) {
            throw new HintedException(
                    folder + " is not whole: " + troubles.size() + " files, first " + troubles.get(0), HINT);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** {@code backup_manifest}, the part that is needed. */
    record Manifest(@JsonProperty("Files") List<Entry> files) {
        record Entry(
                @JsonProperty("Path") @org.jspecify.annotations.Nullable
                String path,

                @JsonProperty("Size") long size) {}
    }
}
