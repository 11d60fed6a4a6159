package playbook.postgres;

/** A column whose definition changed. */
record ChangedColumn(long relation, String name, String oldType, String newType, Values values) {

    /** What became of a column's values. */
    enum Values {
        DROPPED,
        /** A type that may not hold them. */
        RETYPED,
        NARROWED,
        /** A type or a limit that holds them all. */
        KEPT,
        /** The type stayed: if the table was written anew, then with values that somebody's expression gave. */
        ANEW,
        /** The same, or only the columns beside it were changed. */
        PERHAPS_ANEW
    }
}
