package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.CULPRIT_XID;
import static playbook.process.engine.PlaybookVariables.CULPRIT_XIDS;
import static playbook.process.engine.PlaybookVariables.LOSS_TIME;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import playbook.evidence.Recovered;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.Figures;
import playbook.incident.HintedException;

/**
 * The culprit that a person chose, of the candidates that were found: a transaction nobody saw in the WAL can't be chosen.
 *
 * @param before what earlier incidents gave back
 */
record ChosenCulprit(CulpritSearch search, List<Recovered> before) {

    Culprit of(Map<String, String> answer) {
        String chosen = answer.getOrDefault(CULPRIT_XID.name(), "");
        if (chosen.equals(SuspectRows.NOBODY)) {
            return nobody(Instant.parse(answer.getOrDefault(LOSS_TIME.name(), "")));
        }
        if (!chosen.equals(SuspectRows.SEVERAL)) {
            return notGivenBack(chosen);
        }
        List<Culprit> parts = Stream.of(
                        answer.getOrDefault(CULPRIT_XIDS.name(), "").split(", "))
                .distinct()
                .map(this::notGivenBack)
                .toList();
        if (parts.size() < 2) {
            throw new HintedException(
                    "several transactions did it, but " + parts.size() + " is chosen",
                    "tick each of them, or choose the one in the list above.");
        }
        return Culprit.together(parts);
    }

    private Culprit notGivenBack(String xid) {
        Culprit chosen = suspect(xid);
        before.stream().filter(recovered -> recovered.undid(chosen)).findFirst().ifPresent(recovered -> {
            throw new HintedException(
                    "what " + chosen.words() + " destroyed is not what is missing now: " + recovered.incident()
                            + " gave it back at " + Figures.second(recovered.at()),
                    "choose another one of the list, or that it is none of these, with the time when all was still"
                            + " there.");
        });
        return chosen;
    }

    private Culprit suspect(String xid) {
        return suspects()
                .filter(one -> Long.toString(one.xid()).equals(xid))
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "transaction " + xid + " is none of the candidates "
                                + suspects()
                                        .map(one -> Long.toString(one.xid()))
                                        .toList(),
                        "choose one of the list, or say that it is none of them."));
    }

    private Stream<Culprit> suspects() {
        return search.suspects().stream().map(CulpritSearch.Suspect::culprit);
    }

    private Culprit nobody(Instant at) {
        int timeline = suspects().map(Culprit::timeline).findFirst().orElse(Math.max(1, search.endTimeline()));
        return Culprit.nobody(search.until(), search.endTimeline() > 0 ? search.endTimeline() : timeline, at);
    }
}
