package playbook.process;

import java.time.Instant;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import playbook.evidence.IncidentBook;
import playbook.evidence.IncidentBook.Opened;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Target;
import playbook.platform.Targets;

/**
 * The book of incidents, kept in step with the engine: a number is given before the instance exists (two reports at once
 * must not both get through), so it is taken back when the instance does not come to be, and closed when it ends.
 */
@Component
class BookedIncidents implements IncidentNumbers, ExecutionListener {

    private final IncidentBook book;
    private final Targets targets;
    private final RuntimeService runtime;

    BookedIncidents(IncidentBook book, Targets targets, @Lazy RuntimeService runtime) {
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

    /** At the end of the response, whichever end it is; also when somebody cancels it in Cockpit. */
    @Override
    public void notify(DelegateExecution execution) {
        book.close(
                execution.getProcessBusinessKey(),
                execution.isCanceled() ? "cancelled" : execution.getCurrentActivityId());
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
