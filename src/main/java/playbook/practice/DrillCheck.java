package playbook.practice;

/** One thing that had to be so in a drill, and whether it was. */
record DrillCheck(String name, boolean passed, String detail) {}
