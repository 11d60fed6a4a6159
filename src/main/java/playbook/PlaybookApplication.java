package playbook;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the playbook: the process engine, its pages, and the watch over long operations. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class PlaybookApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(PlaybookApplication.class, arguments);
    }
}
