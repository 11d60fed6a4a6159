package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class ProductTest {

    @Test
    void aRefusalIsToldInTheProductsOwnWords() {
        assertThat(message("Cannot submit task form 1: ENGINE-03051 There was an exception while invoking the"
                        + " TaskListener. Message: 'these checks failed: [health], and no reason is given\nHINT: say"
                        + " why.'"))
                .isEqualTo("these checks failed: [health], and no reason is given\nHINT: say why.");
        assertThat(message("The user with id 'dave' does not have one of the following permissions: 'TASK_WORK'"
                        + " permission on resource '8' of type 'Task'"))
                .isEqualTo("this user has no permission for it");
        assertThat(message("plain")).isEqualTo("plain");
    }

    private static String message(String engine) {
        return new Product.Reply(500, JsonNodeFactory.instance.objectNode().put("message", engine), "").message();
    }
}
