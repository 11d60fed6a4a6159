package playbook;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import playbook.backup.FreshBackups;
import playbook.backup.Repositories;
import playbook.backup.Repository;
import playbook.evidence.Json;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Jobs;
import playbook.platform.LookingOn;
import playbook.platform.Platforms;

/** {@code ./playbook backup TARGET}: makes a base backup and a dump where a response looks for them. */
public final class Backup {

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Backup() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    /** @return exit status: 0 when both backups were made and verified, otherwise 1 */
    static int run(String[] arguments, PrintStream out) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Check.Settings.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("logging.level.root=error")
                .run(arguments)) {
            ConfiguredTargets targets = context.getBean(ConfiguredTargets.class);
            Target target = targets.named(arguments[0]);
            out.println("Backing up " + target.label() + ": a base backup, then a dump; each is verified ...");
            Repository repository = context.getBean(Repositories.class).of(target);
            FreshBackups made =
                    make(repository, context.getBean(Platforms.class).of(target).jobs(), target);
            if (targets.cluster(target).isEmpty()) {
                // Deletes the job's work folder, which is empty now.
                targets.folders(target).work().resolve("backup").toFile().delete();
            }
            Path folder = targets.cluster(target).isPresent()
                    ? Path.of("")
                    : targets.folders(target).backups();
            out.println("base backup     " + repository.find(folder, made.base()) + ": "
                    + megabytes(made.base().bytes()) + ", from " + made.base().startLsn() + " to "
                    + made.base().stopLsn() + " on timeline " + made.base().timeline() + ", verified");
            out.println("logical backup  "
                    + folder.resolve("logical").resolve(made.logical().id()) + ": "
                    + megabytes(made.logical().bytes()) + ", "
                    + made.logical().rows().size() + " tables with "
                    + Figures.rows(made.logical().rows().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    + ", verified");
            out.println("Older backups are not removed by this command: " + repository.removeOld() + ".");
            return 0;
        } catch (HintedException e) {
            out.println("ERROR: " + e.getMessage());
            return 1;
        }
    }

    private static FreshBackups make(Repository repository, Jobs jobs, Target target) {
        String id = ID.format(Instant.now());
        String name = "backup-" + target.name() + "-" + id.toLowerCase(java.util.Locale.ROOT);
        Job job = FreshBackups.job(repository, name, target, id);
        jobs.start(job.withEnvironment(Map.of("BACKUP_ID", id, "PLAYBOOK_INCIDENT", "backup")));
        JobStatus ended = LookingOn.await(jobs, target, name, FreshBackups.DEADLINE);
        if (!ended.ended()) {
            jobs.cancel(target, name);
        }
        if (ended.result() == null) {
            throw new HintedException(
                    "the backup of " + target.name() + " failed: "
                            + ended.logTail().strip(),
                    "the lines above tell why; ./playbook check " + target.name()
                            + " looks at rights, tools and folders."
                            + " A folder whose name ends in .partial is an unfinished backup; you may delete it.");
        }
        jobs.forget(target, name);
        return Json.read(ended.result(), FreshBackups.class).proven();
    }

    private static String megabytes(long bytes) {
        return bytes / 1_000_000 + " MB";
    }
}
