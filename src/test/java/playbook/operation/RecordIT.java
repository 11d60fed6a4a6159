package playbook.operation;

import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import playbook.postgres.TestServer;

/** The record on a real PostgreSQL. */
class RecordIT extends RecordContract {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    DataSource source() {
        server.execute("DROP SCHEMA IF EXISTS record CASCADE", "CREATE SCHEMA record");
        return new DriverManagerDataSource(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + TestServer.DATABASE + "?currentSchema=record",
                server.target().user(),
                server.password());
    }
}
