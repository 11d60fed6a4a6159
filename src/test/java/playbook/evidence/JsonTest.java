package playbook.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import playbook.incident.Lsn;

class JsonTest {

    record Place(Lsn at) {}

    @Test
    void aWalPositionIsWrittenAsPostgresqlWritesIt() {
        assertThat(Json.write(new Place(Lsn.parse("1A/16B3748")))).isEqualTo("{\"at\":\"1A/16B3748\"}");
    }

    @Test
    void itIsReadAsTextAndAsTheNumberThatScriptsWrite() {
        assertThat(Json.read("{\"at\":\"1A/16B3748\"}", Place.class).at()).isEqualTo(Lsn.parse("1A/16B3748"));
        assertThat(Json.read("{\"at\":{\"value\":23803720}}", Place.class).at()).isEqualTo(Lsn.parse("0/16B3748"));
        assertThat(Json.read("{\"at\":null}", Place.class).at()).isNull();
    }

    @Test
    void whatIsNoPositionIsRefused() {
        assertThatThrownBy(() -> Json.read("{\"at\":5}", Place.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.read("{\"at\":\"here\"}", Place.class))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
