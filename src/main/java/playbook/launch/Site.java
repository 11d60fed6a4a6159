package playbook.launch;

import java.nio.file.Path;
import playbook.practice.PostgresBinaries;

/** All that runs in one home: the engine's database, the practice range, the application and its operations. */
final class Site {

    private final Call call;
    private final HomeFolder home;
    private final InstalledProgram program;
    private final EngineServer engine;
    private final RangeParts range;
    private final Application application;
    private final RunningJobs jobs;

    /** @param bin the folder of PostgreSQL's programs */
    Site(Call call, HomeFolder home, Path bin) {
        this.call = call;
        this.home = home;
        Children children = new Children(call.stopping(), home.path());
        program = new InstalledProgram(call, home, children, bin);
        engine = new EngineServer(call, home, bin, children);
        range = new RangeParts(call, home, program, children, bin);
        application = new Application(call, home, program, engine, children);
        jobs = new RunningJobs(home);
    }

    static Site of(Call call, HomeFolder home) {
        return new Site(call, home, PostgresBinaries.find(call.environment()));
    }

    HomeFolder home() {
        return home;
    }

    InstalledProgram program() {
        return program;
    }

    EngineServer engine() {
        return engine;
    }

    RangeParts range() {
        return range;
    }

    Application application() {
        return application;
    }

    RunningJobs jobs() {
        return jobs;
    }

    /** @param port of the pages */
    void start(String size, String port) {
        install();
        engine.start();
        range.start(size);
        application.start(port, call::say);
    }

    void install() {
        program.install(jobs.none());
    }

    void forgetStale() {
        RangeParts.forgetStale(engine.server());
        range.forgetStale();
    }

    /** Runs to its end even when this process was asked to end; each part is stopped whatever became of the one before. */
    void stop() {
        if (home.exists()) {
            call.stopping()
                    .tidy(() -> Tidying.all(
                            application::stop, jobs::stop, range::stopSideServers, range::stop, engine::stop));
        }
    }
}
