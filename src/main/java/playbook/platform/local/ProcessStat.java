package playbook.platform.local;

/** @param state R, S, D, T, or Z for a dead one whose parent has not asked for its exit code */
record ProcessStat(char state, long session, long start) {

    boolean running() {
        return state != 'Z' && state != 'X';
    }
}
