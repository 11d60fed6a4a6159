package playbook.web;

import java.util.List;
import java.util.stream.Stream;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.Json;
import playbook.incident.DataChecks.Check;

/** The checks of the last validation: of the data, by the application's data test, and by the application itself. */
record RecordedChecks(List<Entry> entries) {

    /** All checks. One more says which rows the test wrote; it passes when these are known. */
    List<Check> all() {
        JsonFindings findings = new JsonFindings(entries);
        Stream<Check> checked = Stream.of("DataChecks", "DataTest", "ApplicationChecks")
                .flatMap(type -> findings.newest(type).stream())
                .flatMap(found -> JsonFindings.elements(found.path("checks")))
                .map(check -> Json.read(check.toString(), Check.class));
        Stream<Check> written = findings.newest("TestReplicaStopped").stream()
                .map(found -> found.path("wrote"))
                .filter(wrote -> wrote.has("known"))
                .map(wrote -> new Check(
                        "rows written by the test",
                        wrote.path("known").asBoolean(),
                        false,
                        wrote.path("inWords").asText(),
                        0));
        return Stream.concat(checked, written).toList();
    }
}
