package playbook.web;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Explains a failed start: which database of the playbook could not be reached, and where it is configured. */
class EngineDatabaseAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    private static final String CONNECTION = "08";
    private static final String WRONG_PASSWORD = "28";
    private static final String NO_SUCH_DATABASE = "3D";

    private final Environment environment;

    EngineDatabaseAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, SQLException cause) {
        SQLException deepest = deepest(cause);
        String state = String.valueOf(deepest.getSQLState());
        if (!state.startsWith(CONNECTION) && !state.startsWith(WRONG_PASSWORD) && !state.startsWith(NO_SUCH_DATABASE)) {
            return null;
        }
        return new FailureAnalysis(
                "the playbook cannot connect to its own database: " + deepest.getMessage()
                        + "\n  spring.datasource.url = "
                        + environment.getProperty("spring.datasource.url") + "\n  spring.datasource.username = "
                        + environment.getProperty("spring.datasource.username"),
                "HINT: " + hint(state),
                cause);
    }

    private static SQLException deepest(SQLException top) {
        SQLException deepest = top;
        for (Throwable next = top; next != null; next = next.getCause()) {
            if (next instanceof SQLException found && found.getSQLState() != null) {
                deepest = found;
            }
        }
        return deepest;
    }

    private static String hint(String state) {
        if (state.startsWith(WRONG_PASSWORD)) {
            return "give the password by SPRING_DATASOURCE_PASSWORD, by a file spring.datasource.password in the"
                    + " folder PLAYBOOK_SECRETS, or by PGPASSFILE; look into the server's pg_hba.conf.";
        }
        if (state.startsWith(NO_SUCH_DATABASE)) {
            return "create the database, owned by that user, or correct spring.datasource.url.";
        }
        return "start that PostgreSQL server, or correct spring.datasource.url (environment: SPRING_DATASOURCE_URL)."
                + " It must not be the server that is to be recovered.";
    }
}
