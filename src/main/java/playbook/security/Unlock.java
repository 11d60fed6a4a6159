package playbook.security;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import playbook.incident.HintedException;

/**
 * {@code ./playbook unlock USER}: ends the waits of a name or an address in the database that all replicas share. It
 * needs no login, since the administrator may be the one who must wait; anybody who can read the configuration can use
 * it.
 */
public final class Unlock {

    private Unlock() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    /** @return exit status: 0 when the name or address does not have to wait any more, otherwise 1 */
    static int run(String[] arguments, PrintStream out) {
        String who = arguments[0];
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Settings.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("logging.level.root=error", "spring.main.keep-alive=false")
                .run(arguments)) {
            out.println(unlock(
                    who,
                    context.getBean(JdbcClient.class),
                    context.getBean(SecurityProperties.class).login()));
            return 0;
        } catch (HintedException e) {
            out.println("ERROR: " + e.getMessage());
        } catch (DataAccessException e) {
            out.println("ERROR: the playbook's own database could not be asked: "
                    + e.getMostSpecificCause().getMessage()
                    + "\nHINT: name the application's configuration with --config; the application has made the tables"
                    + " when it has been started once.");
        }
        return 1;
    }

    static String unlock(String who, JdbcClient database, LoginLimits limits) {
        var tries = new LoginTries(database, limits, InstantSource.system());
        var record = new LoginRecord(database, limits.keepRecord(), InstantSource.system());
        String address = LoginAttempt.address(who);
        boolean isAddress = !address.equals(LoginAttempt.UNKNOWN);
        if (!isAddress) {
            known(who, database);
        }
        int ended = isAddress ? tries.forgiveAddress(address) : tries.forgive(who);
        record.unlocked(isAddress ? address : who, "./playbook unlock, user " + System.getProperty("user.name"));
        return (isAddress ? "The address " + address : who)
                + (ended == 0 ? " did not have to wait." : " does not have to wait any more.");
    }

    private static void known(String who, JdbcClient database) {
        List<String> users = database.sql("select id_ from act_id_user order by id_ fetch first 50 rows only")
                .query(String.class)
                .list();
        long found = database.sql("select count(*) from act_id_user where id_ = :who")
                .param("who", who)
                .query(Long.class)
                .single();
        if (found == 0) {
            throw new HintedException(
                    "there is no user '" + who + "', and it is no address",
                    "users are: " + String.join(", ", users) + ".");
        }
    }

    /** The beans that this command needs; it starts no engine and no web pages. */
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(SecurityProperties.class)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class
    })
    static class Settings {}
}
