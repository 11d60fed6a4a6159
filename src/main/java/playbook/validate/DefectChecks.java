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

/** Compares the present defects with those before the loss: only a defect that is new or worse is a failure. */
final class DefectChecks {

    private final @Nullable Defects before;
    private final @Nullable Defects fenced;

    /**
     * @param before defects before the loss; null when they were not looked for
     * @param fenced defects when the incident began, likewise
     */
    DefectChecks(@Nullable Defects before, @Nullable Defects fenced) {
        this.before = before;
        this.fenced = fenced;
    }

    /**
     * @param none text when there is no object of this kind
     * @param whenNone text after the number of objects, when there is no defect
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

    /** Whether a write before the fence has left the sequence behind; neither the loss nor the recovery can do that. */
    private boolean leftBehindByAWrite(Looked now, Defect defect) {
        return now.kind() == Defects.Kind.SEQUENCES && before != null && wasWhenTheIncidentBegan(now, defect);
    }

    private boolean wasWhenTheIncidentBegan(Looked now, Defect defect) {
        return same(fenced, now, defect)
                .filter(one -> one.amount() >= defect.amount())
                .isPresent();
    }

    /** Says that the recovery did not cause a defect which existed when the incident began; otherwise empty. */
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

    /** All known defects of an object as one text. */
    private static String told(List<Defect> known) {
        Map<String, List<String>> words = new LinkedHashMap<>();
        known.forEach(defect -> words.computeIfAbsent(defect.object(), object -> new ArrayList<>())
                .add(defect.words()));
        return Verdict.told(words.entrySet().stream()
                .map(object -> object.getKey() + " " + String.join(" and ", object.getValue()))
                .toList());
    }
}
