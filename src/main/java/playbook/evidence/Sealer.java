package playbook.evidence;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Chains the rows of the record by hash. Only one replica seals at a time: it locks the row of the chain's head for one
 * short transaction, which contains all its changes. A row gets the next position in the chain when the sealer first
 * sees it, so a row that commits late gets a later position and is never skipped.
 */
@Component
public class Sealer {

    private static final int BATCH = 1000;

    private final JdbcClient database;
    private final TransactionTemplate transaction;

    Sealer(JdbcClient database, PlatformTransactionManager transactions) {
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Scheduled(fixedDelayString = "${playbook.evidence.seal-interval:1s}")
    public void seal() {
        while (waiting() && sealed() == BATCH) {
            // Seal the next batch.
        }
    }

    private boolean waiting() {
        return database.sql("select count(*) from playbook_evidence where chain_position is null")
                        .query(Long.class)
                        .single()
                > 0;
    }

    private int sealed() {
        Integer sealed = transaction.execute(status -> batch());
        return sealed == null ? 0 : sealed;
    }

    private int batch() {
        Head head = database.sql("select chain_position, hash from playbook_chain where id = 1 for update")
                .query((row, number) -> new Head(row.getLong("chain_position"), row.getString("hash")))
                .single();
        List<SealedRow> rows = database.sql("select " + SealedRow.COLUMNS
                        + " from playbook_evidence where chain_position is null order by id limit " + BATCH)
                .query(SealedRow::read)
                .list();
        for (SealedRow row : rows) {
            long position = head.position + 1;
            String hash = SealedRow.hash(head.hash, position, row.content());
            database.sql("update playbook_evidence set chain_position = :position, previous_hash = :previous,"
                            + " hash = :hash where id = :id")
                    .param("position", position)
                    .param("previous", head.hash)
                    .param("hash", hash)
                    .param("id", row.id())
                    .update();
            head = new Head(position, hash);
        }
        database.sql("update playbook_chain set chain_position = :position, hash = :hash where id = 1")
                .param("position", head.position)
                .param("hash", head.hash)
                .update();
        return rows.size();
    }

    private record Head(long position, String hash) {}
}
