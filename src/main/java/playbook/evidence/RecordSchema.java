package playbook.evidence;

import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Creates and migrates the record's tables in the engine's database, with their own migration history. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class RecordSchema {

    @Bean
    static FlywayConfigurationCustomizer recordBesideTheEngine() {
        return flyway ->
                flyway.table("playbook_schema_history").baselineOnMigrate(true).baselineVersion("0");
    }
}
