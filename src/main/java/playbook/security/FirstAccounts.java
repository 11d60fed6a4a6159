package playbook.security;

/** Makes sure that somebody can log in. */
interface FirstAccounts {

    /** @throws playbook.incident.HintedException when nobody could */
    void create();
}
