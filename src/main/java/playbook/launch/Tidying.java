package playbook.launch;

import org.jspecify.annotations.Nullable;

/** Does several things, also when one of them fails. */
final class Tidying {

    private Tidying() {}

    /** @throws RuntimeException the first failure, after all were tried */
    static void all(Runnable... works) {
        RuntimeException first = null;
        for (Runnable work : works) {
            first = attempt(work, first);
        }
        if (first != null) {
            throw first;
        }
    }

    private static @Nullable RuntimeException attempt(Runnable work, @Nullable RuntimeException former) {
        try {
            work.run();
            return former;
        } catch (RuntimeException e) {
            if (former == null) {
                return e;
            }
            former.addSuppressed(e);
            return former;
        }
    }
}
