package playbook.evidence;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import playbook.incident.Lsn;

/**
 * The one JSON dialect of the record, of jobs' input and result, and of sidecars: ISO instants in UTC, WAL positions as
 * PostgreSQL writes them.
 */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .findAndAddModules()
            .addModule(new SimpleModule()
                    .addSerializer(Lsn.class, ToStringSerializer.instance)
                    .addDeserializer(Lsn.class, new LsnReader()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final ObjectMapper WHOLE = MAPPER.copy().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private Json() {}

    /** Also reads a position in the form that scripts write, in bytes: {@code {"value":23740232}}. */
    private static final class LsnReader extends StdDeserializer<Lsn> {

        private static final long serialVersionUID = 1L;

        LsnReader() {
            super(Lsn.class);
        }

        @Override
        public Lsn deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = parser.readValueAsTree();
            if (node.isTextual()) {
                return Lsn.parse(node.asText());
            }
            if (node.path("value").canConvertToLong()) {
                return new Lsn(node.path("value").asLong());
            }
            throw context.weirdStringException(node.toString(), Lsn.class, "not a WAL position such as \"0/16B3748\"");
        }
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + value.getClass() + " as JSON", e);
        }
    }

    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot read " + type.getSimpleName() + " from JSON: " + json, e);
        }
    }

    /**
     * Like {@link #read}, for a document that another program has just written: a missing component is an error and
     * does not become null or 0.
     *
     * @throws IllegalArgumentException naming the first missing component that the type does not declare nullable
     */
    public static <T> T readWhole(String json, Class<T> type) {
        try {
            T read = WHOLE.readValue(json, type);
            Missing.in(read, type.getSimpleName()).ifPresent(part -> {
                throw new IllegalArgumentException("it has no " + part + ": " + json);
            });
            return read;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no " + type.getSimpleName() + ": " + json, e);
        }
    }
}
