package playbook.incident;

/** A person's word on the validation. */
public record ValidationConfirmation(boolean confirmed, String note, String confirmedBy) {}
