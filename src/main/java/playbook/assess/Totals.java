package playbook.assess;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import playbook.incident.CulpritSearch;
import playbook.incident.CulpritSearch.LaterWrites;
import playbook.incident.TableChange;
import playbook.incident.TableName;

/** Sums of all commits so far: for each table, for each second, and in total. */
final class Totals {

    private final Map<TableName, Sum> tables = new HashMap<>();
    private final Map<TableName, CommitSums.Write> writes = new HashMap<>();
    private final TimeLine seconds = new TimeLine();
    private final Frequencies destroyed = new Frequencies();
    private Sum all = Sum.NONE;
    private @Nullable Instant first;
    private @Nullable Instant last;

    /** Adds one commit. */
    CommitSums add(Instant at, List<TableChange> changes) {
        first = first == null ? at : first;
        last = at;
        Map<TableName, Sum> own = new HashMap<>();
        changes.forEach(change -> own.merge(change.table(), Sum.of(change), Sum::plus));
        Sum one = own.values().stream().reduce(Sum.NONE, Sum::plus).asOne();
        Sum earlier = all;
        all = all.plus(one);
        Map<TableName, Sum> before = now(own.keySet());
        Map<TableName, CommitSums.Write> written = new HashMap<>();
        before.forEach((table, sum) -> {
            CommitSums.Write former = writes.put(table, new CommitSums.Write(earlier.transactions(), sum));
            if (former != null) {
                written.put(table, former);
            }
        });
        own.forEach((table, sum) -> tables.merge(table, sum.asOne(), Sum::plus));
        seconds.add(at, one);
        destroyed.add(one.deleted() + one.updated());
        return new CommitSums(before, now(own.keySet()), written, earlier, one);
    }

    private Map<TableName, Sum> now(Set<TableName> some) {
        return some.stream().collect(Collectors.toMap(Function.identity(), this::of));
    }

    /** The sum of one table now. */
    Sum of(TableName table) {
        return tables.getOrDefault(table, Sum.NONE);
    }

    @Nullable
    Instant first() {
        return first;
    }

    @Nullable
    Instant last() {
        return last;
    }

    long transactions() {
        return all.transactions();
    }

    /** Rows which the median transaction deleted or updated. */
    double median() {
        return destroyed.median();
    }

    /** Each second with a commit, from one minute before this moment to one minute after it. */
    List<CulpritSearch.Second> around(Instant moment) {
        return seconds.around(moment);
    }

    /** What other transactions committed in all tables of the database since a commit, or the first commit of a run. */
    CulpritSearch.Later since(CommitSums commit) {
        Sum later = all.minus(commit.earlier()).minus(commit.own());
        return new CulpritSearch.Later(later.transactions(), later.deleted(), later.updated(), later.inserted());
    }

    /** What was written to each table of a commit after that commit. */
    List<LaterWrites> writesAfter(CommitSums commit) {
        List<LaterWrites> later = new ArrayList<>();
        commit.after().forEach((table, then) -> {
            Sum since = of(table).minus(then);
            later.add(new LaterWrites(table, since.transactions(), since.deleted(), since.updated(), since.inserted()));
        });
        later.sort(Comparator.comparing((LaterWrites writes) -> writes.table().toString()));
        return later;
    }
}
