package playbook.process.task;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.Answer.Asked;

/** All questions, by the user task's name. */
@Component
class Questions {

    private final Map<Asked, Question> questions = new EnumMap<>(Asked.class);

    /** @throws IllegalStateException when a question has no class, or more than one */
    Questions(List<Question> questions) {
        for (Question question : questions) {
            if (this.questions.put(question.asked(), question) != null) {
                throw new IllegalStateException("two classes for " + question.asked());
            }
        }
        if (this.questions.size() != Asked.values().length) {
            throw new IllegalStateException("a question has no class: only " + this.questions.keySet() + " have");
        }
    }

    /** @throws IllegalStateException for a task that is none of the playbook's */
    Question of(String task) {
        return Asked.of(task)
                .map(questions::get)
                .orElseThrow(() -> new IllegalStateException("no question is asked by a task '" + task + "'"));
    }
}
