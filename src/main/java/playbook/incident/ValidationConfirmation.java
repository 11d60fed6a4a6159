package playbook.incident;

/** A person's decision on the validation. */
public record ValidationConfirmation(boolean confirmed, String note, String confirmedBy) {}
