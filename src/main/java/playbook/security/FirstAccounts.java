package playbook.security;

/** Creates the accounts with which people can log in first. */
interface FirstAccounts {

    /** @throws playbook.incident.HintedException when nobody could log in */
    void create();
}
