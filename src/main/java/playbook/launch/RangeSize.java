package playbook.launch;

import playbook.incident.HintedException;
import playbook.practice.DataSize;
import playbook.practice.RangeSpace;
import playbook.practice.UsageException;

/** The wished size of a practice database. */
final class RangeSize {

    static final String USUAL = "200MB";

    private RangeSize() {}

    /** @return bytes */
    static long understand(String size) {
        try {
            return DataSize.parse(size);
        } catch (HintedException e) {
            throw new UsageException(e);
        }
    }

    static void requireSpace(BaseFolder base, String size) {
        RangeSpace.require(BaseFolder.existing(base.path()), understand(size));
    }
}
