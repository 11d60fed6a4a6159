package playbook.web;

import java.util.List;
import java.util.stream.Stream;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.Json;
import playbook.incident.DataChecks.Check;

/** The checks of the last validation: of the data, of the application's data test, of the application itself. */
record RecordedChecks(List<Entry> entries) {

    /** What the test itself wrote is one more check, which passed when it is known. */
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
