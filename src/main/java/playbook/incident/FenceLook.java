package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * The result of a later look at the fence and the pin: both are checked regularly, since somebody may remove them.
 *
 * @param reasons what was wrong, in plain words; empty when nothing was
 * @param holds the fence is proved now, if necessary after it was raised again
 * @param at this machine's clock, UTC
 */
public record FenceLook(List<String> reasons, boolean holds, Instant at) {

    /** For the record, the page and the task. */
    public String inWords() {
        return "the fence was looked at again at " + Figures.second(at) + " and did not hold: "
                + String.join("; ", reasons)
                + (holds
                        ? ". It was raised again and is proved since; rows that were written in between are not"
                                + " in the plans and counts made before."
                        : ". It was raised again and still cannot be proved.\nHINT: keep these writers out by"
                                + " hand: stop the program, pg_terminate_backend(…), ALTER SUBSCRIPTION … DISABLE. The"
                                + " playbook checks the fence every few seconds; choose 'try again' when it holds.");
    }
}
