package playbook.incident;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was lost, as far as it was measured; the same figures are in the incident's files as Markdown and JSON.
 *
 * @param culprits in plain words, empty when none was found
 * @param estimatedLost rows destroyed, counted in the WAL; without a culprit the rows missing against the baseline; -1
 *     when neither is known
 * @param estimateFrom how that number was found
 * @param lastGoodBackup newest verified backup, null when there is none
 * @param windowFrom earliest time at which the loss can have begun, null when unknown
 * @param windowTo when it was noticed
 * @param statedImpacts the impacts that people stated; null fields are unknown
 * @param markdownSha256 digest of {@code data-loss-report.md}
 */
public record DataLossReport(
        List<AffectedTable> tables,
        List<String> culprits,
        long estimatedLost,
        String estimateFrom,
        @Nullable String lastGoodBackup,
        @Nullable Instant lastGoodAt,
        @Nullable Instant windowFrom,
        Instant windowTo,
        Impacts statedImpacts,
        @Nullable Instant countedAt,
        Instant writtenAt,
        String markdown,
        String markdownSha256) {

    /**
     * A table that lost rows, or may have.
     *
     * @param rows now, -1 when it cannot be read or was not counted
     * @param baseline rows in the last baseline, null when unknown
     * @param destroyed rows that the culprit destroyed, null when there is no culprit or an unlogged table's loss is
     *     unknown, -1 when unknown
     */
    public record AffectedTable(
            TableName table,
            long rows,
            @Nullable Long baseline,
            @Nullable Long destroyed,
            String how) {}
}
