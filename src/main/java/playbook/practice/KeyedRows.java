package playbook.practice;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows of one table as key and hash, in ascending order of the key. */
interface KeyedRows {

    /** The next row, null at the end. */
    @Nullable
    Row next() throws SQLException, IOException;

    record Row(long key, long hash) {}
}
