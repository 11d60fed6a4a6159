package playbook.resume;

import static playbook.resume.ReportPage.plain;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.EmergencyCopy;
import playbook.incident.EmergencyDump;
import playbook.incident.Figures;
import playbook.incident.VolumeSnapshot;

/** The final report's section on what is kept: copies of the damaged state, and the new backups. */
record ReportKept(Findings findings) {

    void on(ReportPage page) {
        page.heading("What is kept");
        String what = "- Copy of the damaged server: ";
        Collection<Found<EmergencyCopy>> copies = copies();
        if (copies.isEmpty()) {
            page.line(what + "none");
        }
        for (Found<EmergencyCopy> copy : copies) {
            page.line(what + plain(words(copy.value())) + " " + page.ref(copy));
            what = "- Copy of the server, made later: ";
        }
        page.line("- Dump of the damaged database: "
                + findings.newest(EmergencyDump.class)
                        .map(dump -> plain(dump.value().directory() + ", "
                                        + Figures.bytes(dump.value().bytes()) + ", SHA-256 "
                                        + dump.value().sha256())
                                + " " + page.ref(dump))
                        .orElse("none"));
        page.line("- New backups: "
                + findings.newest(BackupsAfter.class)
                        .map(after -> plain("base " + after.value().base().id() + ", dump "
                                        + after.value().logical().id() + ", both verified")
                                + " " + page.ref(after))
                        .orElse("none"));
    }

    /** The copies, each once, oldest first; a failure to make one is listed only when there is no copy at all. */
    private Collection<Found<EmergencyCopy>> copies() {
        List<Found<EmergencyCopy>> all = findings.each(EmergencyCopy.class);
        Map<String, Found<EmergencyCopy>> made = new LinkedHashMap<>();
        all.stream()
                .filter(copy -> copy.value().skipped() == null)
                .forEach(copy -> made.putIfAbsent(place(copy.value()), copy));
        return made.isEmpty() ? all.stream().limit(1).toList() : made.values();
    }

    private static String place(EmergencyCopy copy) {
        VolumeSnapshot snapshot = copy.snapshot();
        return snapshot == null ? String.valueOf(copy.directory()) : snapshot.name();
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
