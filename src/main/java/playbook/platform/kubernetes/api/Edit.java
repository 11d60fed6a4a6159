package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import playbook.incident.HintedException;

/** Reads, changes and writes an object; starts again when somebody else wrote it in between. */
public final class Edit {

    private static final int ATTEMPTS = 5;

    private Edit() {}

    /** @param change changes the object that was just read; without a change nothing is written */
    public static <T extends HasMetadata> void of(Cluster cluster, String what, Supplier<T> read, Consumer<T> change) {
        for (int attempt = 1; ; attempt++) {
            T is = read.get();
            T wished = io.fabric8.kubernetes.client.utils.Serialization.clone(is);
            change.accept(wished);
            if (is.equals(wished)) {
                return;
            }
            try {
                cluster.ask(what, client -> client.resource(wished).update());
                return;
            } catch (HintedException e) {
                boolean overtaken =
                        e.getCause() instanceof KubernetesClientException refused && refused.getCode() == 409;
                if (!overtaken || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
