package playbook.platform;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The front page of a target in Kubernetes, and how the maintenance page replaces it. */
public sealed interface ClusterFrontPage {

    String namespace();

    /** Files inside the containers of a Deployment. */
    record InContainer(String namespace, String deployment, String container, String page, String maintenancePage)
            implements ClusterFrontPage {}

    /** A Service, whose selector is switched to the pods of a Deployment that serves the maintenance page. */
    record OfService(String namespace, String service, String maintenanceDeployment, Proof proof)
            implements ClusterFrontPage {}

    /** An Ingress, each of whose backends is switched to a Service that serves the maintenance page. */
    record OfIngress(String namespace, String ingress, String maintenanceService, Proof proof)
            implements ClusterFrontPage {}

    /**
     * How a switch is verified: the URL to request, and the maintenance page's HTTP status.
     *
     * @param url the URL that customers open; null for the first port of the Service
     * @param status HTTP status of the maintenance page; with 503 the answer must also have Retry-After
     */
    record Proof(@Nullable URI url, int status) {}

    static @Nullable ClusterFrontPage of(
            String prefix, KubernetesProperties.@Nullable FrontPage page, boolean portForward) {
        if (page == null) {
            return null;
        }
        String namespace = Setting.name(prefix + "namespace", page.namespace());
        List<String> ways = Stream.of(
                        given(page.deployment()) ? "deployment" : "",
                        given(page.service()) ? "service" : "",
                        given(page.ingress()) ? "ingress" : "")
                .filter(way -> !way.isEmpty())
                .toList();
        if (ways.size() != 1) {
            throw Setting.wrong(
                    prefix + "deployment",
                    ways.isEmpty() ? null : "one of several ways: " + ways,
                    "give deployment (with page and maintenance-page), or service (with maintenance-deployment), or"
                            + " ingress (with maintenance-service, and url)");
        }
        return switch (ways.get(0)) {
            case "service" ->
                new OfService(
                        namespace,
                        Setting.name(prefix + "service", page.service()),
                        Setting.name(prefix + "maintenance-deployment", page.maintenanceDeployment()),
                        proof(prefix, page, portForward));
            case "ingress" ->
                new OfIngress(
                        namespace,
                        Setting.name(prefix + "ingress", page.ingress()),
                        Setting.name(prefix + "maintenance-service", page.maintenanceService()),
                        proof(prefix, page, true));
            default ->
                new InContainer(
                        namespace,
                        Setting.name(prefix + "deployment", page.deployment()),
                        page.container(),
                        absolute(prefix + "page", page.page()),
                        absolute(prefix + "maintenance-page", page.maintenancePage()));
        };
    }

    private static boolean given(@Nullable String name) {
        return name != null && !name.isBlank();
    }

    private static Proof proof(String prefix, KubernetesProperties.FrontPage page, boolean urlNeeded) {
        URI url = page.url();
        if (url == null && urlNeeded) {
            throw Setting.wrong(
                    prefix + "url",
                    null,
                    "write what a customer opens, for example http://shop.example.com/: it is asked whether the"
                            + " maintenance page is there, and whether it is gone");
        }
        if (url != null && (url.getHost() == null || !List.of("http", "https").contains(url.getScheme()))) {
            throw Setting.wrong(prefix + "url", url, "write http:// or https://, a host and a path");
        }
        if (page.maintenanceStatus() < 200 || page.maintenanceStatus() > 599) {
            throw Setting.wrong(
                    prefix + "maintenance-status",
                    page.maintenanceStatus(),
                    "it is the HTTP status of the maintenance page, usually 503");
        }
        return new Proof(url, page.maintenanceStatus());
    }

    private static String absolute(String property, @Nullable String path) {
        String given = Setting.required(property, path);
        if (!given.startsWith("/")) {
            throw Setting.wrong(property, given, "write an absolute path inside the container");
        }
        return given;
    }
}
