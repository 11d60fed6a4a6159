package playbook.assess;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.CulpritSearch.Unnamed;
import playbook.incident.TableChange;

/** Changes of files whose table's name is unknown, added up for each file. */
final class UnnamedChanges {

    private static final int XIDS_TOLD = 5;

    private final Map<String, Unnamed> files = new LinkedHashMap<>();

    void add(long xid, TableChange change) {
        String what = change.table().name();
        Unnamed known = files.getOrDefault(what, new Unnamed(what, 0, 0, 0, 0, List.of()));
        Sum sum = Sum.of(change);
        List<Long> xids = new ArrayList<>(known.xids());
        boolean told = xids.contains(xid);
        if (!told && xids.size() < XIDS_TOLD) {
            xids.add(xid);
        }
        files.put(
                what,
                new Unnamed(
                        what,
                        known.transactions() + (told ? 0 : 1),
                        known.deleted() + sum.deleted(),
                        known.updated() + sum.updated(),
                        known.inserted() + sum.inserted(),
                        xids));
    }

    List<Unnamed> all() {
        return List.copyOf(files.values());
    }
}
