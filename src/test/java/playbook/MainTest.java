package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void aJarWithoutAVerbIsTheApplication() {
        assertThat(Main.isVerb()).isFalse();
        assertThat(Main.isVerb("--spring.config.additional-location=file:application.yml"))
                .isFalse();
    }

    @Test
    void aWordIsAVerbAlsoWhenItIsMisspeltSoThatNoApplicationStartsInstead() {
        assertThat(Main.isVerb("drill", "accidental-delete")).isTrue();
        assertThat(Main.isVerb("stauts")).isTrue();
        assertThat(Main.isVerb("--help")).isTrue();
        assertThat(Main.isVerb("-h")).isTrue();
    }
}
