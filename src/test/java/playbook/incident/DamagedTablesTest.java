package playbook.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import playbook.incident.TableChange.Operation;

class DamagedTablesTest {

    private static final List<TableChange> CASCADE = List.of(
            change("transactions_06", Operation.DELETE, 910),
            change("transactions_07", Operation.DELETE, 4315),
            change("accounts", Operation.DELETE, 825),
            change("users", Operation.DELETE, 550),
            change("audit", Operation.INSERT, 1375));

    private static final SchemaFingerprint SCHEMA = new SchemaFingerprint(
            Map.of(
                    "table public.users",
                    "owner noa, partition none of none",
                    "table public.transactions_06",
                    "owner noa, partition FOR VALUES FROM (1) TO (2) of public.transactions",
                    "table public.transactions_07",
                    "owner noa, partition FOR VALUES FROM (2) TO (3) of public.transactions",
                    "constraint public.public.users.users_referrer_fkey",
                    "FOREIGN KEY (referrer) REFERENCES public.users(id), validated t",
                    "constraint public.public.accounts.accounts_user_id_fkey",
                    "FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE, validated t",
                    "constraint public.public.transactions.transactions_account_id_fkey",
                    "FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE, validated t"),
            Instant.EPOCH);

    @Test
    void theTableOthersBelongToComesFirstAndPartitionsAreOneTable() {
        assertThat(DamagedTables.of(CASCADE, SCHEMA).words())
                .isEqualTo("users 550, accounts 825, transactions 5\u202f225 (2 partitions)");
    }

    @Test
    void withoutASchemaTheWorstTableComesFirst() {
        assertThat(DamagedTables.of(CASCADE, null).words())
                .isEqualTo("transactions_07 4\u202f315, transactions_06 910, accounts 825, users 550");
    }

    @Test
    void whatCannotBeCountedIsUnknownNotZero() {
        List<TableChange> dropped =
                List.of(change("transactions_06", Operation.DROP, -1), change("transactions_07", Operation.DROP, 12));

        assertThat(DamagedTables.of(dropped, SCHEMA).words()).isEqualTo("transactions unknown (2 partitions)");
    }

    private static TableChange change(String name, Operation operation, long rows) {
        return new TableChange(new TableName("public", name), 1, operation, rows);
    }
}
