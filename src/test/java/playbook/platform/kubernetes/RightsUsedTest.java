package playbook.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RightsUsedTest {

    @Test
    void whoIsNamedForARightProvesThatItIsUsed() {
        for (Class<?> test : Set.copyOf(RightsUsed.ELSEWHERE.values())) {
            assertThat(new ClassFileImporter().importClass(test).getMethodCallsFromSelf())
                    .as(test.getSimpleName())
                    .anyMatch(call -> call.getName().equals("areUsedHere"));
        }
    }

    @Test
    void aRightThatNothingUsesIsFoundAndSoIsACallWithoutARight() {
        Set<String> calls = new TreeSet<>(RightsUsed.granted());
        calls.removeAll(RightsUsed.ELSEWHERE.keySet());
        RightsUsed.areAllUsed(calls);

        calls.remove("front  pods/exec create");
        assertThatThrownBy(() -> RightsUsed.areAllUsed(calls)).hasMessageContaining("front  pods/exec create");
        calls.add("database  secrets get");
        assertThatThrownBy(() -> RightsUsed.areAllGranted(calls)).hasMessageContaining("database  secrets get");
    }
}
