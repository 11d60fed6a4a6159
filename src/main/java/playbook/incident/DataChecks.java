package playbook.incident;

import java.util.List;

/** What was proved about the recovered database, each check by itself. */
public record DataChecks(List<Check> checks) {

    /** True only when there are checks and each of them passed. */
    public boolean passed() {
        return !checks.isEmpty() && checks.stream().allMatch(Check::passed);
    }

    /**
     * One check.
     *
     * @param detail what was compared with what; begins with {@code not available:} when nothing could be checked
     */
    public record Check(String name, boolean passed, String detail, double seconds) {}
}
