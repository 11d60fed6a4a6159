package playbook.practice;

/** The product's configuration for this range. */
final class TargetFile {

    private TargetFile() {}

    static void write(Home home, RangeSettings settings) {
        Home.write(home.targetFile(), """
                # Written by the practice range: what the playbook must know to protect it.
                playbook:
                  targets:
                    noa:
                      label: "noa_db (practice range)"
                      host: 127.0.0.1
                      port: %d
                      database: %s
                      user: recovery
                      passfile: "%s"
                      application-roles: [api]
                      practice: true
                      local:
                        bin-directory: "%s"
                        data-directory: "%s"
                        archive-directory: "%s"
                        backup-directory: "%s"
                        work-directory: "%s"
                        log-directory: "%s"
                        applications-directory: "%s"
                        front-page: "%s"
                        maintenance-page: "%s"
                      applications: [api]
                      checks:
                        application: api
                        health-path: /health
                        critical-paths:
                          - {method: POST, path: /auth/login, body: '{"email":"drill@example.com"}', expected-status: 200}
                          - {method: GET, path: /users/me, body: "", expected-status: 200}
                        integrity-command: []
                """.formatted(
                        settings.port(),
                        Home.DATABASE,
                        home.passfile(),
                        settings.bin(),
                        home.data(),
                        home.archive(),
                        home.backups(),
                        home.work(),
                        home.log(),
                        home.applications(),
                        home.page(),
                        home.maintenancePage()));
    }
}
