package playbook.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch.Second;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;

/** The picture shows each second's rows where they belong, and the culprit only where it can be seen. */
class LossPictureTest {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final List<Second> SECONDS = List.of(
            new Second(AT.minusSeconds(10), 3, 0, 2, 1),
            new Second(AT, 1, 9_999, 0, 0),
            new Second(AT.plusSeconds(20), 1, 0, 0, 5));

    @Test
    void eachSecondHasItsBars() {
        LossPicture picture = LossPicture.of(SECONDS, culprit(AT));
        assertThat(picture.from()).isEqualTo("2026-11-22 09:59:50 UTC");
        assertThat(picture.until()).isEqualTo("2026-11-22 10:00:20 UTC");
        assertThat(picture.most()).isEqualTo(9_999);
        assertThat(picture.bars())
                .extracting(bar -> bar.x() + " " + bar.height() + " " + bar.mood())
                .containsExactly("0 2 bad", "11 2 added", "230 120 bad", "701 3 added");
        assertThat(picture.bars().get(0).title())
                .isEqualTo("2026-11-22 09:59:50 UTC: 3 transactions, deleted 0, changed 2, added 1");
        assertThat(picture.mark()).isEqualTo(241);
        assertThat(picture.marked()).isEqualTo("transaction 771");
        assertThat(picture.bars()).allMatch(bar -> bar.x() + bar.width() <= LossPicture.WIDTH);
    }

    /** A transaction that a person chose may have committed an hour before. */
    @Test
    void aCulpritOutsideIsNotMarked() {
        LossPicture picture = LossPicture.of(SECONDS, culprit(AT.minusSeconds(3_600)));
        assertThat(picture.mark()).isNull();
        assertThat(picture.marked()).isEmpty();
        assertThat(LossPicture.of(SECONDS, null).bars()).isEqualTo(picture.bars());
    }

    @Test
    void twoMinutesOfBarsFit() {
        List<Second> busy = java.util.stream.LongStream.range(-60, 61)
                .mapToObj(i -> new Second(AT.plusSeconds(i), 1, 1, 0, 1))
                .toList();
        assertThat(LossPicture.of(busy, culprit(AT)).bars())
                .hasSize(242)
                .allMatch(bar -> bar.x() + bar.width() <= LossPicture.WIDTH);
    }

    private static Culprit culprit(Instant at) {
        return new Culprit(
                771,
                List.of(),
                new Lsn(1),
                new Lsn(2),
                new Lsn(3),
                1,
                at,
                List.of(new TableChange(new TableName("public", "users"), 8, Operation.DELETE, 9_999)));
    }
}
