package playbook.practice;

/** One thing that had to be so. */
record Check(String name, boolean passed, String detail) {}
