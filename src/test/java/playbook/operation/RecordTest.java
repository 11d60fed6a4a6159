package playbook.operation;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The record on H2 in PostgreSQL mode, as the process tests have it. */
class RecordTest extends RecordContract {

    @Override
    DataSource source() {
        return new DriverManagerDataSource(
                "jdbc:h2:mem:" + getClass().getSimpleName() + System.nanoTime()
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1",
                "sa",
                "");
    }
}
