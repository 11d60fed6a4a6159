package playbook.security;

/** The groups of people in a response. {@link #id()} is the engine's group id and the word in the models. */
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

    /** Whether the group works on tasks; auditors only read. */
    boolean hasTasks() {
        return this != AUDITORS;
    }

    /** Whether the group sees running instances and their diagrams in Cockpit. */
    boolean watches() {
        return this == OPERATORS || this == DBA || this == MANAGERS || this == EXECUTIVES;
    }

    /** Whether the group may start a response. */
    boolean reports() {
        return this == OPERATORS || this == DBA || this == MANAGERS;
    }

    /** Whether the group may have a failed job of a response tried again. */
    boolean repairs() {
        return this == OPERATORS || this == DBA;
    }
}
