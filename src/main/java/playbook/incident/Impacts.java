package playbook.incident;

import org.jspecify.annotations.Nullable;

/** The five impacts of the original playbook as people stated them; null is <i>unknown</i>, never <i>none</i>. */
public record Impacts(
        @Nullable String data,
        @Nullable String operations,
        @Nullable String compliance,
        @Nullable String customers,
        @Nullable String reputation) {

    public static final Impacts UNKNOWN = new Impacts(null, null, null, null, null);
}
