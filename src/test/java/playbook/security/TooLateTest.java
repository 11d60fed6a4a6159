package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import playbook.evidence.EvidenceReading;
import playbook.incident.Incident;

/** What has changed since a person looked: the plan, the task, the target. */
class TooLateTest extends InterfaceTest {

    private static final String REJECT = "{\"variables\":{\"approval\":{\"value\":\"reject\"}}}";
    private static final int RACES = 10;

    @ParameterizedTest
    @ValueSource(strings = {"submit-form", "complete"})
    void anApprovalOfAPlanThatHasChangedSinceIsRefused(String way) {
        Incident incident = incident();
        String task = approval(incident);
        String approve = "{\"variables\":{\"approval\":{\"value\":\"approve\"},\"approvalTarget\":{\"value\":\""
                + incident.target().name() + "\"}}}";
        String shown = plan.hash;
        plan.hash = "hash-2";
        try {
            Set<String> before = state();
            HttpResponse<String> refused = post("maria", "/task/" + task + "/" + way, approve);

            String said = "the plan has changed: shown was " + shown + ", now it is hash-2"
                    + "\nHINT: reject; the plan is made again and shown again.";
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(message(refused)).isEqualTo(said);
            assertThat(changed(before)).isEmpty();
            assertThat(refusals(incident)).containsExactly("maria at approve-recovery: " + said);
        } finally {
            plan.hash = shown;
        }
        assertThat(post("maria", "/task/" + task + "/" + way, approve).statusCode())
                .as("the plan that was shown")
                .isBetween(200, 204);
    }

    /** A hash that the client itself sends, or has put beside the task, makes no plan current. */
    @ParameterizedTest
    @ValueSource(strings = {"submit-form", "complete"})
    void noClientBringsTheHashOfThePlanItself(String way) {
        Incident incident = incident();
        String task = approval(incident);
        plan.hash = "hash-2";
        try {
            Set<String> before = state();
            post(
                    "maria",
                    "/task/" + task + "/localVariables",
                    "{\"modifications\":{\"planHash\":{\"value\":\"hash-2\"}}}");
            HttpResponse<String> refused = post(
                    "maria",
                    "/task/" + task + "/" + way,
                    "{\"variables\":{\"approval\":{\"value\":\"approve\"},\"approvalTarget\":{\"value\":\""
                            + incident.target().name() + "\"},\"planHash\":{\"value\":\"hash-2\"}}}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(message(refused)).startsWith("'planHash' is no field of this form");
            assertThat(changed(before)).isEmpty();
        } finally {
            plan.hash = "hash-1";
        }
    }

    @Test
    void ofTwoWhoAnswerAtOnceExactlyOneCounts() {
        int conflicts = 0;
        for (int race = 0; race < RACES; race++) {
            Incident incident = incident();
            String task = failedStep(incident);
            String path = "/engine-rest/task/" + task + "/";
            List<HttpResponse<String>> answers = Stream.of("submit-form", "complete", "submit-form")
                    .map(way -> send("dave", "POST", path + way, order("try-again")))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers.stream().filter(answer -> answer.statusCode() == 204))
                    .as("which counted")
                    .hasSize(1);
            assertThat(decided(incident)).hasSize(1);
            for (HttpResponse<String> late : answers) {
                if (late.statusCode() != 204) {
                    assertThat(late.statusCode()).as(late.body()).isEqualTo(409);
                    assertThat(message(late))
                            .containsAnyOf(
                                    "it was you: dave answered 'Handle the failed step' at ",
                                    "a colleague was faster: ")
                            .contains("\nHINT: ");
                    conflicts++;
                }
            }
            assertThat(refusals(incident)).isNotEmpty();
        }
        assertThat(conflicts).isEqualTo(2 * RACES);
    }

    @Test
    void whoAnswersAfterAColleagueReadsWhoItWasAndWhen() {
        identities.saveUser(identities.newUser("mona"));
        identities.createMembership("mona", Group.MANAGERS.id());
        Incident incident = incident();
        String task = approval(incident);
        identities.setAuthentication("mona", List.of(Group.MANAGERS.id()));
        try {
            tasks.complete(task, Map.of("approval", "reject"));
        } finally {
            identities.clearAuthentication();
            identities.deleteUser("mona");
        }
        for (String way : List.of("submit-form", "complete")) {
            Set<String> before = state();
            HttpResponse<String> late = post("maria", "/task/" + task + "/" + way, REJECT);
            assertThat(late.statusCode()).isEqualTo(409);
            assertThat(message(late))
                    .startsWith("a colleague was faster: mona answered 'Approve the plan' at 2")
                    .endsWith("\nHINT: read the answer and what is open now at /incidents/" + incident.key() + ".");
            assertThat(changed(before)).isEmpty();
        }
        assertThat(refusals(incident)).isNotEmpty().allMatch(entry -> entry.startsWith("maria at approve-recovery: "));
    }

    @Test
    void aTaskThatEndedWithoutAnAnswerSaysSo() {
        Incident incident = incident();
        String task = ended(incident);
        for (String way : List.of("submit-form", "complete")) {
            HttpResponse<String> late = post("dave", "/task/" + task + "/" + way, order("try-again"));
            assertThat(late.statusCode()).isEqualTo(409);
            assertThat(message(late))
                    .startsWith("'Handle the failed step' ended at ")
                    .contains("without an answer");
        }
    }

    @Test
    void aTaskThatNeverWasIsNotThere() {
        for (String way : List.of("submit-form", "complete", "claim", "assignee")) {
            HttpResponse<String> answer = post(
                    "dave",
                    "/task/none/" + way,
                    way.equals("submit-form") || way.equals("complete") ? order("try-again") : "{\"userId\":\"dave\"}");
            assertThat(answer.statusCode()).as(way + ": " + answer.body()).isEqualTo(404);
            assertThat(message(answer))
                    .as(way)
                    .isEqualTo("there is no task 'none'\nHINT: load the list of tasks again.");
        }
    }

    /** What lies beside a task that is gone, which the engine calls a fault of its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "deployed-form",
                "localVariables/strategy",
                "localVariables/strategy/data",
                "variables/strategy",
                "variables/strategy/data",
                "form-variables",
                "variables",
                "form"
            })
    void whatLiesBesideATaskThatIsGoneIsNotThere(String what) {
        String task = ended(incident());
        HttpResponse<String> answer = send("dave", "GET", "/engine-rest/task/" + task + "/" + what, null)
                .join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(message(answer))
                .startsWith("there is no open task '" + task + "'\nHINT: load the list of tasks again");
    }

    @Test
    void ofTwoReportsForOneTargetOneOpensAnIncidentAndTheOtherIsToldOfIt() {
        for (int race = 0; race < 3; race++) {
            String report = report("t" + System.nanoTime());
            List<HttpResponse<String>> answers = Stream.of("olivia", "dave")
                    .map(who -> send(who, "POST", "/engine-rest" + REPORT, report))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(200, 409);
            toldOfTheRunningOne(answers.stream()
                    .filter(answer -> answer.statusCode() == 409)
                    .findFirst()
                    .orElseThrow());
            Set<String> before = state();
            HttpResponse<String> third = post("olivia", REPORT, report);
            assertThat(third.statusCode()).isEqualTo(409);
            toldOfTheRunningOne(third);
            assertThat(changed(before)).isEmpty();
        }
    }

    private static final String REPORT = "/process-definition/key/data-loss-response/submit-form";

    private void toldOfTheRunningOne(HttpResponse<String> answer) {
        assertThat(message(answer))
                .containsPattern("^DL-\\d{4}-\\d+ is already running for ")
                .contains("\nHINT: ");
    }

    private static String report(String target) {
        return "{\"variables\":{\"target\":{\"value\":\"" + target
                + "\"},\"description\":{\"value\":\"rows are gone\"}," + "\"confirmed\":{\"value\":true}}}";
    }

    private static String order(String decision) {
        return "{\"variables\":{\"failureDecision\":{\"value\":\"" + decision + "\"}}}";
    }

    private List<String> decided(Incident incident) {
        return record.of(incident.key()).stream()
                .filter(entry -> entry.kind() == EvidenceReading.Kind.DECIDED)
                .filter(entry -> entry.step().equals("handle-failed-step"))
                .map(EvidenceReading.Entry::who)
                .toList();
    }
}
