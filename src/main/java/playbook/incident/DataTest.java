package playbook.incident;

import java.util.List;

/** The result of the application's own data test on the recovered data, as one check. */
public record DataTest(List<DataChecks.Check> checks) {}
