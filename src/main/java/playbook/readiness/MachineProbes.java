package playbook.readiness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.Target;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Jobs;
import playbook.platform.LookingOn;

/** Checks the machine with the target's storage by two small jobs that only read: tools, disk space, backups. */
final class MachineProbes {

    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private final Jobs jobs;

    MachineProbes(Jobs jobs) {
        this.jobs = jobs;
    }

    List<Probe> look(Target target, long databaseBytes, int serverMajor) {
        List<Probe> probes = new ArrayList<>();
        JobStatus machine = run(Job.script(
                name(target, "look"),
                target,
                "playbook/readiness/look.sh",
                Map.of("PLAYBOOK_INCIDENT", "check"),
                DEADLINE));
        if (machine.result() == null) {
            probes.add(Probe.missing(
                    "machine", "could not be looked at: " + machine.logTail(), "can jobs be started on this machine?"));
            return probes;
        }
        probes.addAll(machine(Json.read(machine.result(), Machine.class), databaseBytes, serverMajor));
        JobStatus backups =
                run(Job.worker(name(target, "backups"), target, "listBackups", "{\"checkDigests\":false}", DEADLINE)
                        .withEnvironment(Map.of("PLAYBOOK_INCIDENT", "check")));
        if (backups.result() == null) {
            probes.add(Probe.missing(
                    "backups", "could not be listed: " + backups.logTail(), "read the error in" + " this line"));
            return probes;
        }
        probes.addAll(backups(Json.read(backups.result(), Listed.class).list()));
        return probes;
    }

    private static List<Probe> machine(Machine machine, long databaseBytes, int serverMajor) {
        List<Probe> probes = new ArrayList<>();
        if (!machine.missingTools().isEmpty()) {
            probes.add(Probe.missing(
                    "tools", "not in bin-directory: " + machine.missingTools(), "install the server's package there"));
        } else if (serverMajor > 0 && machine.major() != serverMajor) {
            probes.add(Probe.missing(
                    "tools",
                    "of PostgreSQL " + machine.major() + ", the server is " + serverMajor,
                    "bin-directory must name the server's own major version"));
        } else {
            probes.add(Probe.found("tools", "PostgreSQL " + machine.major()));
        }
        probes.add(
                machine.dataReadable()
                        ? Probe.found("data directory", "readable")
                        : Probe.missing(
                                "data directory", "not readable", "correct data-directory, or run as its owner"));
        probes.add(
                machine.archiveReadable()
                        ? Probe.found("archive folder", "readable")
                        : Probe.missing("archive folder", "not readable", "correct archive-directory"));
        probes.add(space("work folder", machine.workFree(), machine.workWritable(), databaseBytes * 3 / 2));
        probes.add(space("backup folder", machine.backupsFree(), machine.backupsWritable(), databaseBytes * 3));
        return probes;
    }

    private static Probe space(String what, long free, boolean writable, long needed) {
        String found = free / 1_000_000 + " MB free, about " + needed / 1_000_000 + " MB needed";
        if (!writable) {
            return Probe.missing(what, "not writable", "its owner must be the user who runs jobs");
        }
        return free >= needed
                ? Probe.found(what, found)
                : Probe.missing(what, found, "make room, or configure a folder on another disk");
    }

    private static List<Probe> backups(BackupList backups) {
        List<Probe> probes = new ArrayList<>();
        if (backups.base().isEmpty()) {
            probes.add(Probe.missing(
                    "base backup", "none", "without one nothing can be recovered: ./playbook backup TARGET makes one"));
        } else {
            BaseBackup newest = backups.base().get(backups.base().size() - 1);
            String text = newest.id() + " of " + newest.finishedAt() + ", " + newest.bytes() / 1_000_000 + " MB";
            probes.add(
                    newest.verifiedAt() == null
                            ? Probe.weak("base backup", text + ", never verified", "verify it by a restore")
                            : Probe.found("base backup", text + ", verified " + newest.verifiedAt()));
        }
        probes.add(
                backups.logical().isEmpty()
                        ? Probe.weak(
                                "logical backup",
                                "none",
                                "without one there is no baseline of row counts: ./playbook backup TARGET makes one")
                        : Probe.found("logical backup", backups.logical().size() + ", newest with a baseline"));
        probes.add(
                backups.archiveGaps().isEmpty()
                        ? Probe.found("archive gaps", "none, it reaches to " + backups.archivedUpTo())
                        : Probe.missing(
                                "archive gaps",
                                String.join("; ", backups.archiveGaps()),
                                "take a new base backup now: an older base backup cannot be replayed beyond the gap"));
        return probes;
    }

    private static String name(Target target, String what) {
        return "check-" + target.name() + "-" + what + "-" + System.currentTimeMillis();
    }

    private JobStatus run(Job job) {
        Target target = job.target();
        String name = job.name();
        // Only a job with the same mounts as a job that writes backups can check whether the backup folder is writable.
        jobs.start(job.writing(Job.Storage.BACKUPS));
        JobStatus status = LookingOn.await(jobs, target, name, DEADLINE);
        if (!status.ended()) {
            jobs.cancel(target, name);
        }
        jobs.forget(target, name);
        return status;
    }

    /** The result of look.sh, in bytes. */
    record Machine(
            int major,
            String missingTools,
            long workFree,
            boolean workWritable,
            long backupsFree,
            boolean backupsWritable,
            boolean archiveReadable,
            boolean dataReadable) {}

    /** The result of the worker listBackups. */
    record Listed(BackupList list) {}
}
