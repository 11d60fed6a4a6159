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

    /** It proves nothing, so it isn't counted as passed; and nobody has to explain it. */
    @Test
    void whatWasNotLookedAtIsNamedAndCountsAsNothing() {
        String passed = "{\"name\":\"row counts\",\"passed\":true,\"detail\":\"\",\"seconds\":1}";
        String unseen = "{\"name\":\"sequences\",\"passed\":false,\"notLookedAt\":true,\"detail\":\"\",\"seconds\":1}";
        String failed = "{\"name\":\"indexes\",\"passed\":false,\"detail\":\"\",\"seconds\":1}";
        assertThat(checked(passed)).containsExactly(new Sentence("Checked", "all 1 checks passed", "good"));
        assertThat(checked(passed, unseen))
                .containsExactly(new Sentence("Checked", "1 of 2 checks passed; not looked at: sequences", "wait"));
        assertThat(checked(passed, unseen, failed))
                .containsExactly(
                        new Sentence("Checked", "1 of 3 checks failed: indexes; not looked at: sequences", "bad"));
    }

    private static List<Sentence> checked(String... checks) {
        return told("DataChecks", "{\"checks\":[" + String.join(",", checks) + "]}");
    }

    private static List<Sentence> told(String stopped) {
        return told("StopApplicationsResult", stopped);
    }

    private static List<Sentence> told(String type, String content) {
        Entry entry = new Entry(1, Kind.FOUND, "step", type, "playbook", content, Instant.EPOCH);
        return new InShort(new Words(), Map.of(), List.of(entry))
                .about(new Incidents.Timings(null, null, null, null, null, null, null, null));
    }
}
