package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * What a later look at the fence and the pin showed: both are looked at again and again, since somebody may take them
 * away.
 *
 * @param reasons what was seen that should not be there, in plain words; empty when all was as it should be
 * @param holds the fence is proved now, after it was raised again where that was needed
 * @param at this machine's clock, UTC
 */
public record FenceLook(List<String> reasons, boolean holds, Instant at) {

    /** For the record, the page and the task. */
    public String inWords() {
        return "the fence was looked at again at " + Figures.second(at) + " and did not hold: "
                + String.join("; ", reasons)
                + (holds
                        ? ". It was raised again and is proved since; what was written in between is in no plan and no"
                                + " count from before."
                        : ". It was raised again and still cannot be proved.\nHINT: keep these out by hand: stop the"
                                + " program, pg_terminate_backend(…), ALTER SUBSCRIPTION … DISABLE. It is looked at"
                                + " again every few seconds; choose 'try again' when it holds.");
    }
}
