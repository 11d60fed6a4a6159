package playbook.incident;

import java.util.List;

/** What the application's own data test said about the recovered data; one check. */
public record DataTest(List<DataChecks.Check> checks) {}
