package playbook.security;

/** The people of a response. The engine's group id is {@link #id()}, the same word as in the models. */
public enum Group {
    OPERATORS("operators", "Operators"),
    DBA("dba", "Database administrators"),
    MANAGERS("managers", "Incident managers"),
    EXECUTIVES("executives", "Executives"),
    COMMUNICATIONS("communications", "Communications"),
    LEGAL("legal", "Legal"),
    COMPLIANCE("compliance", "Compliance"),
    CUSTOMER_SUCCESS("customer-success", "Customer success"),
    AUDITORS("auditors", "Auditors");

    private final String id;
    private final String title;

    Group(String id, String title) {
        this.id = id;
        this.title = title;
    }

    public String id() {
        return id;
    }

    public String title() {
        return title;
    }

    /** Whether it works on tasks; auditors only read. */
    boolean hasTasks() {
        return this != AUDITORS;
    }

    /** Whether it sees running instances with their diagram in Cockpit. */
    boolean watches() {
        return this == OPERATORS || this == DBA || this == MANAGERS || this == EXECUTIVES;
    }

    /** Whether it may start a response. */
    boolean reports() {
        return this == OPERATORS || this == DBA || this == MANAGERS;
    }

    /** Whether it may give a failed job of a response another try. */
    boolean repairs() {
        return this == OPERATORS || this == DBA;
    }
}
