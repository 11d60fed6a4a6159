package playbook.restore;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.RecoveryTarget;

/** Where the side instance stops, as environment variables of {@code replay.sh}. */
final class ReplayTarget {

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    private ReplayTarget() {}

    /**
     * The stop just before the culprit's commit. A culprit that emptied tables has them locked then, and the replay shall
     * go on to after it: the stop is before its first record. For dropped tables the side instance is opened at its stop
     * ({@link #opened}), which ends all locks.
     */
    static RecoveryTarget before(Culprit culprit) {
        return culprit.wholeTables() && !opened(culprit)
                ? new RecoveryTarget.ToLsn(culprit.firstLsn(), false, culprit.timeline())
                : new RecoveryTarget.ToTransaction(culprit.xid(), false, culprit.timeline());
    }

    /** Whether the side instance is opened at its stop before the culprit, and only catalogs go on to after it. */
    private static boolean opened(Culprit culprit) {
        return culprit.wholeTables() && !culprit.comparable();
    }

    static RecoveryTarget after(Culprit culprit) {
        return new RecoveryTarget.ToTransaction(culprit.lastXid(), true, culprit.timeline());
    }

    /** The stop before the culprit, for a side instance that is only read. */
    static Map<String, String> toReadBefore(Culprit culprit) {
        Map<String, String> environment = environment(before(culprit), culprit);
        if (opened(culprit)) {
            environment.put("OPEN", "on");
        }
        return environment;
    }

    /** For a culprit of several transactions, a stop before it names the first one, a stop after it the last one. */
    static Map<String, String> environment(RecoveryTarget target, Culprit culprit) {
        boolean last = target instanceof RecoveryTarget.ToTransaction stop && stop.inclusive();
        Map<String, String> environment = new LinkedHashMap<>(environment(target));
        environment.put("TARGET_FIRST_LSN", culprit.firstLsn().toString());
        environment.put("TARGET_COMMIT_LSN", (last ? culprit.lastCommit() : culprit.commitLsn()).toString());
        environment.put("TARGET_END_LSN", (last ? culprit.lastEnd() : culprit.endLsn()).toString());
        return environment;
    }

    static Map<String, String> environment(RecoveryTarget.ToTime target, BaseBackup backup) {
        Map<String, String> environment = new LinkedHashMap<>(environment(target));
        environment.put("BACKUP_FINISHED_AT", backup.finishedAt().toString());
        return environment;
    }

    static Map<String, String> environment(RecoveryTarget target) {
        if (target instanceof RecoveryTarget.ToTransaction transaction) {
            return words("xid", Long.toString(transaction.xid()), transaction.inclusive(), target.timeline());
        }
        if (target instanceof RecoveryTarget.ToLsn position) {
            return words("lsn", position.lsn().toString(), position.inclusive(), target.timeline());
        }
        if (target instanceof RecoveryTarget.ToTime time) {
            return words("time", text(time.time()), time.inclusive(), target.timeline());
        }
        throw new HintedException(
                "the side instance cannot stop at " + target, "choose a transaction, a WAL position or a time.");
    }

    private static String text(Instant time) {
        return MICROSECONDS.format(time.truncatedTo(ChronoUnit.MICROS));
    }

    private static Map<String, String> words(String kind, String value, boolean inclusive, int timeline) {
        return Map.of(
                "TARGET_KIND",
                kind,
                "TARGET_VALUE",
                value,
                "TARGET_INCLUSIVE",
                inclusive ? "on" : "off",
                "TARGET_TIMELINE",
                Integer.toString(timeline));
    }
}
