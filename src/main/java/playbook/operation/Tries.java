package playbook.operation;

/**
 * Interprets the name of an operation: incident, step, and the number of the try, which starts from 1 in each round.
 */
public final class Tries {

    /** Numbers reserved for the tries of one round; nobody tries a step so often. */
    public static final int IN_A_ROUND = 100;

    private Tries() {}

    /** Whether this is not the first try of the step in this round. */
    public static boolean again(String operation) {
        String number = operation.substring(operation.lastIndexOf('-') + 1);
        return number.matches("\\d{1,9}") && Integer.parseInt(number) % IN_A_ROUND > 1;
    }
}
