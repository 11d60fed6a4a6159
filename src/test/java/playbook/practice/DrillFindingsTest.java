package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the drill holds the loss against is the sentence that the approver read. */
class DrillFindingsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            315 transactions on this database.                               | 315
            1 transaction on this database, 7 on billing.                    | 1
            123\u202f456 transactions on this database, 7 on billing.        | 123456
            0 transactions on this database.                                 | 0
            at an unknown stop                                               | -1
            '' | -1
            """)
    void theAnnouncedLossIsReadFromTheForm(String sentence, long transactions) {
        assertThat(DrillFindings.transactions(sentence)).isEqualTo(transactions);
    }
}
