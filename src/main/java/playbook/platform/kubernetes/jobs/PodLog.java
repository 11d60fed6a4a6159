package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ContainerState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import playbook.incident.Sha256;

/**
 * What {@code pod.sh} tells in the log beside the command's own words.
 *
 * @param startedAt null when that line is not in this part of the log
 * @param exitCode null until it has ended
 * @param endedAt null until it has ended
 * @param result the document, null when there is none, or when it is not whole here
 * @param resultLines lines of the result that were announced, 0 when none was
 * @param plain the lines of the command
 */
record PodLog(
        @Nullable Instant startedAt,
        @Nullable Integer exitCode,
        @Nullable Instant endedAt,
        @Nullable String result,
        int resultLines,
        String plain) {

    static final PodLog NOTHING = read("");

    private static final String MARK = "::playbook:: ";

    /** @param why it could not be read, in words */
    static PodLog unread(String why) {
        return new PodLog(null, null, null, null, 0, why + "\n");
    }

    static PodLog read(String text) {
        Instant startedAt = null;
        Integer exitCode = null;
        Instant endedAt = null;
        int announced = 0;
        String digest = "";
        StringBuilder data = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (!line.startsWith(MARK)) {
                plain.append(line).append('\n');
                continue;
            }
            String[] words = line.substring(MARK.length()).split(" ", -1);
            switch (words[0]) {
                case "started" -> startedAt = Instant.parse(words[1]);
                case "result" -> {
                    announced = Integer.parseInt(words[1]);
                    digest = words[2];
                }
                case "data" -> data.append(words[1]);
                case "exit" -> {
                    exitCode = Integer.valueOf(words[1]);
                    endedAt = Instant.parse(words[2]);
                }
                default -> plain.append(line).append('\n');
            }
        }
        return new PodLog(startedAt, exitCode, endedAt, result(data.toString(), digest), announced, plain.toString());
    }

    /** The beginning of a long log is not read each time; the container's own start is near enough meanwhile. */
    PodLog orStartedAt(ContainerState state) {
        if (startedAt != null || state.getRunning() == null) {
            return this;
        }
        Instant start = Instant.parse(state.getRunning().getStartedAt());
        return new PodLog(start, exitCode, endedAt, result, resultLines, plain);
    }

    /** Whether a result was announced that is not here as it was written; its first lines may lie further up. */
    boolean cut() {
        return exitCode != null && result == null && (resultLines > 0 || exitCode == 0);
    }

    private static @Nullable String result(String data, String sha256) {
        try {
            byte[] bytes = Base64.getDecoder().decode(data);
            return Sha256.of(bytes).equals(sha256) ? new String(bytes, StandardCharsets.UTF_8) : null;
        } catch (IllegalArgumentException notWhole) {
            return null;
        }
    }
}
