package playbook.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.process.Incidents;
import playbook.web.InShort.Sentence;

class InShortTest {

    @Test
    void theWallInTheNetworkIsToldAsItWasSeen() {
        assertThat(told("{\"network\":{\"state\":\"UP\",\"letIn\":[],\"why\":\"\"}}"))
                .containsExactly(new Sentence(
                        "Network",
                        "shut with the fence to all but the playbook, where the network keeps policies",
                        ""));
        assertThat(told("{\"network\":{\"state\":\"UP\",\"letIn\":[\"api-in\"],\"why\":\"\"}}"))
                .containsExactly(new Sentence(
                        "Network",
                        "policies that are not the playbook's let others reach the database all the same: api-in",
                        "wait"));
        assertThat(told("{\"network\":{\"state\":\"NOT_UP\",\"letIn\":[],\"why\":\"no right\\nHINT: ask\"}}"))
                .containsExactly(new Sentence("Network", "not shut before the database: no right", "wait"));
        assertThat(told("{\"network\":{\"state\":\"NONE\",\"letIn\":[],\"why\":\"\"}}"))
                .isEmpty();
        assertThat(told("{}")).isEmpty();
    }

    private static List<Sentence> told(String stopped) {
        Entry entry = new Entry(
                1, Kind.FOUND, "stopApplications", "StopApplicationsResult", "playbook", stopped, Instant.EPOCH);
        return new InShort(new Words(), Map.of(), List.of(entry))
                .about(new Incidents.Timings(null, null, null, null, null, null, null, null));
    }
}
