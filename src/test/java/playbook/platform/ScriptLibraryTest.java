package playbook.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import playbook.evidence.Json;

/** What a script leaves is read strictly: one text that breaks its JSON would turn work that was done into work that failed. */
class ScriptLibraryTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "plain | plain",
                "a \"word\" and C:\\data | a \"word\" and C:\\data",
                "~two\nlines\tand a tab~ | ~two\nlines\tand a tab~",
                "~a bell\u0007 and a return\r~ | a bell? and a return?",
                "Zoë – 数据 | Zoë – 数据"
            })
    void anyTextIsAJsonText(String text, String read) throws Exception {
        Process bash = new ProcessBuilder(
                        "bash", "-c", "source src/main/resources/playbook/platform/lib.sh; json \"$1\"", "bash", text)
                .redirectErrorStream(true)
                .start();
        String json = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor()).as(json).isZero();
        assertThat(Json.read(json, String.class)).isEqualTo(read);
    }
}
