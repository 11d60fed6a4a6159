package playbook.postgres;

/** A column whose definition changed. */
record ChangedColumn(long relation, String name, String oldType, String newType, Values values) {

    /** What a change of the definition did to the column's values. */
    enum Values {
        DROPPED,
        /** The new type may not hold all values. */
        RETYPED,
        NARROWED,
        /** The new type or length limit holds all values. */
        KEPT,
        /** The type is the same: if the table was rewritten, a USING expression gave the new values. */
        ANEW,
        /** Either the same as ANEW, or only other columns were changed. */
        PERHAPS_ANEW
    }
}
