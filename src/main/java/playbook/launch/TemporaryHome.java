package playbook.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.util.function.ToIntFunction;

/** A home that a verb has while it works, with the product in it and nothing that runs. */
final class TemporaryHome {

    private TemporaryHome() {}

    /** @return what the work returned; the home and the operations in it are gone then */
    static int at(Call call, String verb, ToIntFunction<Site> work) {
        BaseFolder base = call.base(false);
        String name = verb + "-" + ProcessHandle.current().pid();
        try {
            return Claim.holding(
                    call,
                    base,
                    name,
                    () -> work(call, Site.of(call, base.home(name).made()), work));
        } finally {
            removeWhenEmpty(base);
        }
    }

    private static int work(Call call, Site site, ToIntFunction<Site> work) {
        try {
            site.install();
            return work.applyAsInt(site);
        } finally {
            call.stopping().tidy(() -> Tidying.all(site.jobs()::stop, site.home()::remove));
        }
    }

    static void removeWhenEmpty(BaseFolder base) {
        try {
            Files.deleteIfExists(base.path());
        } catch (IOException notEmpty) {
            // Another home lies there, and stays.
            return;
        }
    }
}
