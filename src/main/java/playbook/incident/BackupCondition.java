package playbook.incident;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What else was seen beside the usable backups.
 *
 * @param unusable in words: halves, sidecars without files, files without sidecar, dumps whose digest differs
 * @param wrongSegments archived files that are not what their name says, in words
 * @param timelines what the archive holds, oldest timeline first
 * @param lastGoodBase id of the newest verified base backup, null when there is none
 * @param lastGoodLogical id of the newest dump that was read back completely, null when there is none
 * @param unusableBase those of the unusable that are base backups; null in records of former versions
 */
public record BackupCondition(
        List<String> unusable,
        List<String> wrongSegments,
        List<ArchivedTimeline> timelines,
        @Nullable String lastGoodBase,
        @Nullable String lastGoodLogical,
        Instant measuredAt,
        @Nullable List<String> unusableBase) {

    public BackupCondition withUnusable(List<String> others) {
        List<String> all = Stream.concat(unusable.stream(), others.stream()).toList();
        return new BackupCondition(
                all, wrongSegments, timelines, lastGoodBase, lastGoodLogical, measuredAt, unusableBase);
    }

    /** What is wrong with base backups, in words; former versions had them in {@code base/} only. */
    public List<String> baseTrouble() {
        return unusableBase == null
                ? unusable.stream().filter(words -> words.contains("base/")).toList()
                : unusableBase;
    }

    /** The segments of one timeline, first and last by name; holes are told in {@link BackupList#archiveGaps}. */
    public record ArchivedTimeline(int timeline, String first, String last, int segments) {}
}
