package playbook.assess;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/** All runs of commits in bounded memory: when there are too many, the least harmful ones are dropped. */
final class Runs {

    private static final int MOST_ENDED = 400;
    private static final int MOST_OPEN = 2_000;
    private static final int OF_ONE_SHAPE = 4;

    private final Harm harm;
    private final Totals totals;
    private final LinkedHashMap<String, List<Run>> open = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Run> ended = new ArrayList<>();
    private int forgotten;

    Runs(Harm harm, Totals totals) {
        this.harm = harm;
        this.totals = totals;
    }

    /** @param shape the operations and their tables; only commits of the same shape make a run */
    void add(String shape, Run.One commit) {
        List<Run> runs = open.computeIfAbsent(shape, none -> new ArrayList<>(1));
        for (Run run : runs) {
            if (run.goesOnWith(commit)) {
                run.add(commit, totals);
                return;
            }
        }
        if (runs.size() == OF_ONE_SHAPE) {
            end(runs.remove(0));
        }
        runs.add(new Run(commit, totals));
        if (open.size() > MOST_OPEN) {
            String oldest = open.keySet().iterator().next();
            open.getOrDefault(oldest, List.of()).forEach(this::end);
            open.remove(oldest);
        }
    }

    private void end(Run run) {
        ended.add(run);
        if (ended.size() > MOST_ENDED) {
            ended.sort(Comparator.comparingDouble((Run each) -> harm.of(each)).reversed());
            List<Run> least = ended.subList(MOST_ENDED / 2, ended.size());
            forgotten += least.size();
            least.clear();
        }
    }

    /** All runs that were not dropped. */
    List<Run> all() {
        List<Run> all = new ArrayList<>(ended);
        open.values().forEach(all::addAll);
        return all;
    }

    int forgotten() {
        return forgotten;
    }
}
