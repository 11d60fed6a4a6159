package playbook.resume;

import static playbook.resume.ReportPage.plain;

import playbook.evidence.Findings;
import playbook.incident.EmergencyCopy;
import playbook.incident.EmergencyDump;
import playbook.incident.Figures;
import playbook.incident.VolumeSnapshot;

/** The copies that an incident leaves for later: of the damaged state, and the new backups. */
record ReportKept(Findings findings) {

    void on(ReportPage page) {
        page.heading("What is kept");
        page.line("- Copy of the damaged server: "
                + findings.newest(EmergencyCopy.class)
                        .map(copy -> plain(words(copy.value())) + " " + page.ref(copy))
                        .orElse("none"));
        page.line("- Dump of the damaged database: "
                + findings.newest(EmergencyDump.class)
                        .map(dump -> plain(dump.value().directory() + ", "
                                        + Figures.bytes(dump.value().bytes()) + ", SHA-256 "
                                        + dump.value().sha256())
                                + " " + page.ref(dump))
                        .orElse("none"));
        page.line("- New backups: "
                + findings.newest(BackupAfter.BackupsAfter.class)
                        .map(after -> plain("base " + after.value().base().id() + ", dump "
                                        + after.value().logical().id() + ", both verified")
                                + " " + page.ref(after))
                        .orElse("none"));
    }

    private static String words(EmergencyCopy copy) {
        VolumeSnapshot snapshot = copy.snapshot();
        if (snapshot != null) {
            return "VolumeSnapshot " + snapshot.namespace() + "/" + snapshot.name() + " of " + snapshot.createdAt()
                    + ", content " + snapshot.content() + ", read through a volume made from it. " + copy.note();
        }
        return copy.skipped() == null
                ? copy.directory() + ", " + Figures.bytes(copy.bytes()) + ", verified"
                : "none: " + copy.skipped();
    }
}
