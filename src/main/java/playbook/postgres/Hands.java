package playbook.postgres;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The hands that need no object of their own. */
@Configuration(proxyBeanMethods = false)
class Hands {

    @Bean
    ForeignWriteProbe foreignWriteProbe() {
        return ForeignWrites::between;
    }
}
