package playbook.process.task;

/** Why a recovery leaves a row as it is, as the approver reads it. */
final class LeftAlone {

    private LeftAlone() {}

    /** @param kind followed by the name of what stands in the way, where that is known */
    static String words(String kind) {
        int name = kind.indexOf(' ');
        return name < 0 ? of(kind) : of(kind.substring(0, name)) + ": " + kind.substring(name + 1);
    }

    private static String of(String kind) {
        return switch (kind) {
            case "KEPT_LATER" -> "changed again later: the later values stay";
            case "PARTLY_KEPT" -> "changed again later in some columns: these stay, the others are set back";
            case "DELETED_LATER" -> "deleted by somebody later: it stays deleted";
            case "KEY_EXISTS" -> "another row has its key now";
            case "UNIQUE_TAKEN" -> "another row has a value now that must be unique";
            case "EXCLUDED" -> "another row is in its way: both together would overlap or exclude each other";
            case "PARENT_GONE" -> "the row that it refers to is gone";
            case "OWNER_GONE" -> "the role that it belonged to is gone";
            case "CHECK" -> "a check constraint forbids it now";
            case "NOT_NULL" -> "a column that may not be empty any more would be";
            case "NO_PARTITION" -> "it does not fit into its partition any more";
            case "VALUE_REFUSED" -> "a column does not take its value any more";
            case "NO_KEY" -> "the table has no key, and an equal row is there: which is which cannot be told";
            case "KEY_CHANGED_LATER" -> "it lives on under another key, which stays";
            case "CHANGED_LATER" -> "added by the transaction, changed or removed by somebody since: it stays as it is";
            case "REFERENCED" -> "other rows refer now to what the transaction wrote: it stays";
            case "NO_IDENTITY" ->
                "added by the transaction: it stays, as the table is published and has no key or REPLICA IDENTITY by which"
                        + " subscribers would find the row";
            case "ADDED_KEPT" -> "added by the transaction: it stays, as was wished";
            case "LEFT_OUT" -> "left out by name: it stays as it is now, as was wished";
            default -> kind;
        };
    }
}
