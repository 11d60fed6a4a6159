package playbook.operation;

/** What the name of an operation tells: incident, step, and the number of the try, in each round from 1 on. */
public final class Tries {

    /** More tries than a person has patience for; keeps those of two rounds apart. */
    public static final int IN_A_ROUND = 100;

    private Tries() {}

    /** The step was tried in this round before, and somebody chose to try it again. */
    public static boolean again(String operation) {
        String number = operation.substring(operation.lastIndexOf('-') + 1);
        return number.matches("\\d{1,9}") && Integer.parseInt(number) % IN_A_ROUND > 1;
    }
}
