package playbook.process.incident;

import java.time.Instant;
import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import playbook.evidence.Evidence;
import playbook.evidence.IncidentBook;
import playbook.evidence.IncidentBook.Opened;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Target;
import playbook.platform.Targets;
import playbook.resume.IncidentClosed;

/**
 * The book of incidents, kept in step with the engine: a number is given before the instance exists (two reports at once
 * must not both get through), so it is taken back when the instance does not come to be, and closed when it ends.
 */
@Component
class BookedIncidents implements IncidentNumbers, ExecutionListener {

    private final IncidentBook book;
    private final Targets targets;
    private final RuntimeService runtime;
    private final OwnResponse response;
    private final GivenOrders orders;
    private final Evidence evidence;

    BookedIncidents(
            IncidentBook book,
            Targets targets,
            @Lazy RuntimeService runtime,
            OwnResponse response,
            GivenOrders orders,
            Evidence evidence) {
        this.response = response;
        this.orders = orders;
        this.evidence = evidence;
        this.book = book;
        this.targets = targets;
        this.runtime = runtime;
    }

    @Override
    public Incident open(Target target, String reportedBy, Instant noticedAt) {
        Opened opened = book.open(target, reportedBy, noticedAt);
        String key = opened.incident().key();
        if (opened.joined()) {
            throw new RunningIncident(opened.incident());
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                if (status != STATUS_COMMITTED) {
                    book.close(key, "never-started");
                }
            }
        });
        return opened.incident();
    }

    @Override
    public Incident named(String key) {
        return book.find(key)
                .orElseThrow(() -> new HintedException(
                        "there is no incident " + key, "was the playbook's database restored to an older state?"));
    }

    /**
     * At the end of the response, whichever end it is; also when somebody cancels it in Cockpit. Another instance of the
     * same key ends nothing but itself, and none ends past the step that closes the incident.
     */
    @Override
    public void notify(DelegateExecution execution) {
        String key = execution.getProcessBusinessKey();
        Optional<Incident> booked = book.find(key);
        if (execution.isCanceled()) {
            booked.filter(incident -> response.is(incident, execution))
                    .ifPresent(incident -> book.close(key, "cancelled"));
            return;
        }
        Incident incident = named(key);
        response.mustBe(incident, execution);
        mustBeClosed(incident, execution.getCurrentActivityId());
        book.close(key, execution.getCurrentActivityId());
    }

    private void mustBeClosed(Incident incident, String end) {
        if (evidence.find(incident, IncidentClosed.class).isEmpty()
                && !orders.givenFor(incident.key(), "closeIncident")) {
            throw new HintedException(
                    incident.key() + " can't end as '" + end
                            + "': it is not on record that it was closed, so nobody looked"
                            + " whether everything was given back",
                    "answer its open tasks in Tasklist, or stop the response there.");
        }
    }

    /** A crash between number and instance leaves a number which would keep its target from ever being reported. */
    @EventListener(ApplicationReadyEvent.class)
    void closeNeverStarted() {
        targets.all()
                .forEach(target -> book.running(target)
                        .filter(incident ->
                                incident.reportedAt().isBefore(Instant.now().minusSeconds(60)))
                        .filter(incident -> runtime.createProcessInstanceQuery()
                                        .processInstanceBusinessKey(incident.key())
                                        .count()
                                == 0)
                        .ifPresent(incident -> book.close(incident.key(), "never-started")));
    }
}
