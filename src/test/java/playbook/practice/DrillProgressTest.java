package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class DrillProgressTest {

    @Test
    void anAmountHasPercentSizesAndAnEstimatedEnd() throws JsonProcessingException {
        assertThat(amount(52_428_800, 209_715_200, "bytes")).isEqualTo(" 25% (50 MB of 200 MB, about 30 s left)");
        assertThat(amount(5, 10, "rows")).isEqualTo(" 50% (5 of 10 rows, about 10 s left)");
        assertThat(amount(10, 10, "rows")).isEqualTo(" 100% (10 of 10 rows)");
        assertThat(amount(1, 209_715_200, "bytes")).isEqualTo(" 0% (0 kB of 200 MB)");
        assertThat(amount(0, -1, "")).isEmpty();
    }

    @Test
    void nothingIsMoreThanWholeWhenTheTotalWasAnEstimate() throws JsonProcessingException {
        assertThat(amount(240_000_000, 209_715_200, "bytes")).isEqualTo(" 228 MB");
    }

    @Test
    void theFirstBytesTellNoEnd() throws JsonProcessingException {
        assertThat(amount(4_096, 20_971_520, "bytes")).isEqualTo(" 0% (4 kB of 20 MB)");
        assertThat(amount(0, 64_000_000, "bytes")).isEqualTo(" 0% (0 kB of 61 MB)");
    }

    private static String amount(long done, long total, String unit) throws JsonProcessingException {
        return DrillProgress.amount(new ObjectMapper()
                .readTree("{\"done\": %d, \"total\": %d, \"unit\": \"%s\", \"seconds\": 10}"
                        .formatted(done, total, unit)));
    }
}
