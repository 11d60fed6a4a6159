package playbook.incident;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The unusable backups and wrong WAL segments, in addition to the list of usable backups.
 *
 * @param unusable in words: unfinished backups, sidecars without a backup, backups without a sidecar, dumps with a
 *     wrong digest
 * @param wrongSegments archived files whose content does not match their name, in words
 * @param timelines the timelines in the archive, oldest first
 * @param lastGoodBase id of the newest verified base backup, null when there is none
 * @param lastGoodLogical id of the newest dump that was read back completely, null when there is none
 * @param unusableBase the unusable base backups among {@code unusable}; null in records of former versions
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
