package playbook.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import playbook.incident.Await;

/**
 * Kills the application (SIGKILL) as soon as each of these operations shows its first sign of life, and starts it again. On
 * a small range an operation lasts only a second, so the kill comes at once.
 */
final class Kills implements Runnable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Call call;
    private final Site site;
    private final List<String> steps;
    private final List<String> made = new ArrayList<>();
    private boolean missed;
    private volatile boolean over;

    Kills(Call call, Site site, List<String> steps) {
        this.call = call;
        this.site = site;
        this.steps = steps;
    }

    @Override
    public void run() {
        for (String step : steps) {
            Optional<Path> job = Optional.empty();
            while (job.isEmpty()) {
                if (over || call.stopping().asked()) {
                    return;
                }
                Await.pause(BETWEEN_LOOKS);
                job = job(step);
            }
            kill(step, job.get());
        }
    }

    private void kill(String step, Path job) {
        ProcessHandle application = site.application().process().orElseThrow();
        application.destroyForcibly();
        // Its port and its locks are free only when it is really gone.
        Await.until(alive -> !alive, Duration.ofSeconds(30), BETWEEN_LOOKS, application::isAlive);
        if (Files.exists(job.resolve("exit"))) {
            missed = true;
            say(step + " had already ended when the playbook was killed");
        } else {
            say("killed the playbook (-9) while " + step + " ran");
        }
        site.application().start(site.home().port(), this::say);
        made.add(step);
        HomeFolder.write(site.home().path().resolve("kills"), String.join("\n", made));
    }

    private void say(String text) {
        call.say("  !! " + text);
    }

    private Optional<Path> job(String step) {
        String named = ".*-" + step.toLowerCase(Locale.ROOT) + "-\\d.*";
        return site.jobs().folders().stream()
                .filter(folder -> folder.getFileName().toString().matches(named) && Files.exists(folder.resolve("pid")))
                .findFirst();
    }

    /** Waits no longer for operations that did not come. */
    void end() {
        over = true;
    }

    /** Whether each operation was hit while it ran; to be asked after the end. */
    boolean allMade() {
        return !missed && made.equals(steps);
    }
}
