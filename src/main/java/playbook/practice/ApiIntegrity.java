package playbook.practice;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The application's own data test: each balance is the sum of its transactions, and all transfers sum up to nothing. */
public final class ApiIntegrity {

    private ApiIntegrity() {}

    public static void main(String[] arguments) {
        try (Connection connection = new ApiDatabase(System.getenv()).connect(300);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(Sql.resource("integrity.sql"))) {
            row.next();
            System.out.println(row.getLong(1) + " accounts whose balance is not the sum of their transactions; "
                    + row.getLong(2) + " transfers with one side missing; "
                    + row.getLong(3) + " customers without an account");
            System.exit(row.getLong(1) == 0 && row.getLong(2) == 0 && row.getLong(3) == 0 ? 0 : 1);
        } catch (SQLException e) {
            System.err.println("ERROR cannot test the data: " + e.getMessage()
                    + "\nHINT: is the database up, and may role api log in?");
            System.exit(2);
        }
    }
}
