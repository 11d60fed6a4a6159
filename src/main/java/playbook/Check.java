package playbook;

import java.io.PrintStream;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import playbook.backup.Repositories;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.TargetProperties;
import playbook.platform.Targets;
import playbook.readiness.Probe;
import playbook.readiness.Readiness;

/** {@code ./playbook check TARGET}: prints what a response would find on this target, and what it would miss. */
public final class Check {

    private Check() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    /** @return exit status: 0 when nothing necessary is missing, otherwise 1 */
    static int run(String[] arguments, PrintStream out) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Settings.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("logging.level.root=error")
                .run(arguments)) {
            Target target = context.getBean(Targets.class).named(arguments[0]);
            List<Probe> probes = context.getBean(Readiness.class).look(target);
            // Deletes the jobs' work folder if it is empty; delete() leaves a folder with files alone.
            ConfiguredTargets targets = context.getBean(ConfiguredTargets.class);
            if (targets.cluster(target).isEmpty()) {
                targets.folders(target).work().resolve("check").toFile().delete();
            }
            print(probes, out);
            return probes.stream().anyMatch(probe -> !probe.state().enough()) ? 1 : 0;
        } catch (HintedException e) {
            out.println("ERROR: " + e.getMessage());
            return 1;
        }
    }

    private static void print(List<Probe> probes, PrintStream out) {
        int width =
                probes.stream().mapToInt(probe -> probe.what().length()).max().orElse(0);
        for (Probe probe : probes) {
            String state = probe.state().name().replace('_', ' ');
            out.printf("%-11s  %-" + width + "s  %s%n", state, probe.what(), probe.found());
            if (!probe.hint().isEmpty()) {
                out.printf("%-11s  %-" + width + "s  HINT: %s%n", "", "", probe.hint());
            }
        }
        long missing = probes.stream().filter(probe -> !probe.state().enough()).count();
        out.println(
                missing == 0 ? "Nothing necessary is missing." : missing + " missing: a response would fail there.");
    }

    /** The few beans that a check needs; it starts no engine, no web pages and no database of the playbook. */
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(TargetProperties.class)
    @ComponentScan({"playbook.platform", "playbook.readiness"})
    @Import(Repositories.class)
    static class Settings {}
}
