package playbook.validate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.Defects;
import playbook.incident.Defects.Defect;
import playbook.incident.Defects.Looked;

/** Judges what does not hold now by what did not hold before the loss: only what became worse is a failure. */
final class DefectChecks {

    private final @Nullable Defects before;
    private final @Nullable Defects fenced;

    /**
     * @param before the loss; null when that was not looked at
     * @param fenced when the incident began, likewise
     */
    DefectChecks(@Nullable Defects before, @Nullable Defects fenced) {
        this.before = before;
        this.fenced = fenced;
    }

    /**
     * @param none why nothing was looked at when there is no such object
     * @param whenNone follows the number of objects
     */
    Verdict judge(Looked now, String none, String whenNone) {
        Defects measure = before != null ? before : fenced;
        String moment = before != null ? "before the incident" : "when the incident began";
        List<Defect> known = new ArrayList<>();
        List<Defect> written = new ArrayList<>();
        List<String> worse = new ArrayList<>();
        for (Defect defect : now.found()) {
            Optional<Defect> earlier = same(measure, now, defect);
            if (earlier.filter(one -> one.amount() >= defect.amount()).isPresent()) {
                known.add(defect);
            } else if (leftBehindByAWrite(now, defect)) {
                written.add(defect);
            } else {
                worse.add(defect.object() + " " + defect.words()
                        + earlier.map(one -> " (" + moment + " it " + one.words() + ")")
                                .orElse("") + notOurs(now, defect));
            }
        }
        String asThen = (known.isEmpty() ? "" : "; as " + moment + ": " + told(known))
                + (written.isEmpty()
                        ? ""
                        : "; as when the incident began, by what was written since the loss: " + told(written));
        if (!worse.isEmpty()) {
            return Verdict.failed(Verdict.told(worse) + asThen);
        }
        return now.objects() == 0 ? Verdict.notLookedAt(none) : Verdict.passed(now.objects() + " " + whenNone + asThen);
    }

    /** A number that somebody used past a sequence: no loss of rows does that, and no recovery mends it. */
    private boolean leftBehindByAWrite(Looked now, Defect defect) {
        return now.kind() == Defects.Kind.SEQUENCES && before != null && wasWhenTheIncidentBegan(now, defect);
    }

    private boolean wasWhenTheIncidentBegan(Looked now, Defect defect) {
        return same(fenced, now, defect)
                .filter(one -> one.amount() >= defect.amount())
                .isPresent();
    }

    /** A person must know whether it is the recovery that did it. */
    private String notOurs(Looked now, Defect defect) {
        return before != null && wasWhenTheIncidentBegan(now, defect)
                ? " (so it was when the incident began, but not right before the loss: the recovery did not do it)"
                : "";
    }

    private static Optional<Defect> same(@Nullable Defects then, Looked now, Defect defect) {
        return Optional.ofNullable(then).flatMap(defects -> defects.of(now.kind())).stream()
                .flatMap(looked -> looked.found().stream())
                .filter(defect::sameAs)
                .findFirst();
    }

    /** All that is known about one object in one breath. */
    private static String told(List<Defect> known) {
        Map<String, List<String>> words = new LinkedHashMap<>();
        known.forEach(defect -> words.computeIfAbsent(defect.object(), object -> new ArrayList<>())
                .add(defect.words()));
        return Verdict.told(words.entrySet().stream()
                .map(object -> object.getKey() + " " + String.join(" and ", object.getValue()))
                .toList());
    }
}
