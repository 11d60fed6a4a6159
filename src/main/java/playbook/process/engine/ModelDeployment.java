package playbook.process.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import playbook.platform.Targets;

/**
 * Deploys models and forms as one, under names that do not depend on how the program was started; an unchanged set is
 * not deployed again.
 */
@Component
class ModelDeployment implements SmartInitializingSingleton {

    private static final String NAME = "data-loss-playbook";

    private final RepositoryService repository;
    private final Targets targets;
    private final ModelCheck check;

    ModelDeployment(RepositoryService repository, Targets targets, ModelCheck check) {
        this.repository = repository;
        this.targets = targets;
        this.check = check;
    }

    @Override
    public void afterSingletonsInstantiated() {
        DeploymentBuilder deployment =
                repository.createDeployment().name(NAME).source(NAME).enableDuplicateFiltering(false);
        try {
            for (String pattern : new String[] {"processes/*.bpmn", "processes/*.dmn", "forms/*.form"}) {
                String folder = pattern.substring(0, pattern.indexOf('/') + 1);
                for (Resource resource : resources(pattern)) {
                    String name = folder + Objects.requireNonNull(resource.getFilename());
                    deployment.addString(name, withTargets(name, resource.getContentAsString(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the models of this program", e);
        }
        Deployment deployed = deployment.deploy();
        check.everythingResolves(deployed.getId());
    }

    private static Resource[] resources(String pattern) throws IOException {
        Resource[] resources = new PathMatchingResourcePatternResolver().getResources("classpath*:" + pattern);
        Arrays.sort(resources, Comparator.comparing(Resource::getFilename));
        return resources;
    }

    /** A start form has no variables to fill its list from, so the configured targets are put into the form itself. */
    private String withTargets(String name, String text) throws IOException {
        if (!name.equals("forms/report-loss.form")) {
            return text;
        }
        ObjectMapper json = new ObjectMapper();
        JsonNode form = json.readTree(text);
        for (JsonNode component : form.get("components")) {
            if (component.path("key").asText().equals(PlaybookVariables.TARGET.name())) {
                ArrayNode values = ((ObjectNode) component).putArray("values");
                targets.all().stream()
                        .sorted(Comparator.comparing(playbook.incident.Target::name))
                        .forEach(target ->
                                values.addObject().put("label", target.label()).put("value", target.name()));
            }
        }
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(form);
    }
}
