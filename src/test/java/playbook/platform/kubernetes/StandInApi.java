package playbook.platform.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stores objects as fabric8's mock does, and answers besides what needs a node: logs, exec, addresses of Services. */
public final class StandInApi extends Dispatcher {

    static final String NODE = "stand-in-node";

    /** A part of the addresses that other processes hardly have. */
    static final long OWN = ProcessHandle.current().pid() % 250;

    private static final Pattern PATH = Pattern.compile(
            "/(?:api/v1|apis/([^/]+)/[^/]+)/(?:namespaces/([^/]+)/)?([a-z]+)(?:/([^/?]+))?(?:/([^/?]+))?(?:\\?(.*))?");

    private final KubernetesCrudDispatcher objects = new KubernetesCrudDispatcher();
    private final AtomicInteger address = new AtomicInteger(1);
    private final AtomicLong writes = new AtomicLong();
    private final Set<String> calls = new ConcurrentSkipListSet<>();
    private volatile Function<Call, Optional<MockResponse>> fault = call -> Optional.empty();
    private volatile Consumer<Call> done = call -> {};
    private volatile Pods pods = new Pods() {};

    /** A question to the API server. */
    public record Call(String verb, String group, String namespace, String resource, String name, String query) {

        public String right() {
            return namespace + " " + group + " " + resource + " " + verb;
        }

        public List<String> values(String parameter) {
            List<String> values = new ArrayList<>();
            for (String pair : query.split("&", -1)) {
                String[] both = pair.split("=", 2);
                if (both[0].equals(parameter)) {
                    values.add(URLDecoder.decode(both[1], StandardCharsets.UTF_8));
                }
            }
            return values;
        }
    }

    /** What a node knows of its pods. */
    interface Pods {
        default String log(Call call) {
            return "";
        }

        default MockResponse exec(Call call) {
            return new MockResponse().setResponseCode(500);
        }

        default MockResponse portForward(Call call) {
            return new MockResponse().setResponseCode(500);
        }
    }

    void pods(Pods node) {
        pods = node;
    }

    /** Answers instead of the API server, except to the node. */
    public void fault(Function<Call, Optional<MockResponse>> answer) {
        fault = answer;
    }

    /** Is told of each call after it was done and before it is answered. */
    public void lost(Consumer<Call> between) {
        done = between;
    }

    /** What somebody else does at this moment: asked from within a call, where no other call would be answered. */
    public ObjectNode change(String path, Consumer<ObjectNode> change) {
        try {
            ObjectNode now = (ObjectNode) new ObjectMapper()
                    .readTree(objects.dispatch(request(HttpMethod.GET, path, ""))
                            .getBody()
                            .getBytes());
            change.accept(now);
            objects.dispatch(request(HttpMethod.PUT, path, now.toString()));
            writes.incrementAndGet();
            return now;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordedRequest request(HttpMethod method, String path, String body) {
        return new RecordedRequest(
                "HTTP/1.1", method, path, Headers.builder().build(), new Buffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    public void noFault() {
        fault = call -> Optional.empty();
        done = call -> {};
    }

    /** What was asked by others than the node, as {@link Call#right()}; API servers from 1.35 on ask twice for a command. */
    public Set<String> calls() {
        return calls;
    }

    public static MockResponse refusal(int code, String message) {
        MockResponse answer = code == 429 ? comeAgain(1) : new MockResponse();
        return answer.setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(Serialization.asJson(new StatusBuilder()
                        .withStatus("Failure")
                        .withCode(code)
                        .withMessage(message)
                        .build()));
    }

    /** Grows when an object may have become another one; only then controllers have something to do. */
    long writes() {
        return writes.get();
    }

    /** As priority and fairness answers who is one too many. */
    public static MockResponse comeAgain(int seconds) {
        return new MockResponse().setResponseCode(429).setHeader("Retry-After", seconds);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        MockResponse answer = dispatched(request);
        if (!request.getMethod().equals("GET")) {
            writes.incrementAndGet();
        }
        return answer;
    }

    private MockResponse dispatched(RecordedRequest request) {
        Matcher path = PATH.matcher(request.getPath());
        if (!path.matches()) {
            return objects.dispatch(request);
        }
        Call call = call(request.getMethod(), path);
        boolean node = NODE.equals(request.getHeader("User-Agent"));
        if (!node) {
            calls.add(call.right());
            if (Set.of("pods/exec", "pods/portforward").contains(call.resource())) {
                calls.add(call.namespace() + "  " + call.resource() + " create");
            }
            Optional<MockResponse> refused = fault.apply(call);
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        MockResponse answer = answer(request, call);
        if (!node) {
            done.accept(call);
        }
        return answer;
    }

    private MockResponse answer(RecordedRequest request, Call call) {
        return switch (call.resource()) {
            case "pods/log" -> new MockResponse().setResponseCode(200).setBody(pods.log(call));
            case "pods/exec" -> pods.exec(call);
            case "pods/portforward" -> pods.portForward(call);
            case "services" -> objects.dispatch(call.verb().equals("create") ? withAddress(request) : request);
            default -> objects.dispatch(request);
        };
    }

    private static Call call(String method, Matcher path) {
        String name = path.group(4) == null ? "" : path.group(4);
        String resource = path.group(3) + (path.group(5) == null ? "" : "/" + path.group(5));
        String verb = switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> String.valueOf(path.group(6)).contains("watch=true") ? "watch" : name.isEmpty() ? "list" : "get";
        };
        return new Call(
                verb,
                path.group(1) == null ? "" : path.group(1),
                path.group(2) == null ? "" : path.group(2),
                resource,
                name,
                path.group(6) == null ? "" : path.group(6));
    }

    /** Every Service gets an address of its own on this machine; its pod then listens there itself. */
    private RecordedRequest withAddress(RecordedRequest request) {
        Service service = Serialization.unmarshal(request.getUtf8Body(), Service.class);
        if (service.getSpec().getClusterIP() == null) {
            service.getSpec().setClusterIP(nextAddress());
        }
        return new RecordedRequest(
                "HTTP/1.1",
                request.method(),
                URI.create(request.getPath()).toString(),
                request.getHeaders(),
                new Buffer(Serialization.asJson(service).getBytes(StandardCharsets.UTF_8)));
    }

    /** Linux answers on the whole of 127.0.0.0/8; tests that run at the same time in other processes have others. */
    String nextAddress() {
        int number = address.getAndIncrement();
        return "127.77." + (OWN + number / 250) % 250 + "." + (1 + number % 250);
    }
}
