package playbook.restore;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A source of lines, without their line ends. */
@FunctionalInterface
interface RowLines {

    /** The next line, null at the end. */
    byte @Nullable [] next() throws IOException, SQLException;
}
