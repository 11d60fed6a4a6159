package playbook.postgres;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring beans of the PostgreSQL classes that have no annotation of their own. */
@Configuration(proxyBeanMethods = false)
class Hands {

    @Bean
    ForeignWriteProbe foreignWriteProbe() {
        return ForeignWrites::between;
    }
}
