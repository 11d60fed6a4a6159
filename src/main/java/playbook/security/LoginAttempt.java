package playbook.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * An attempt to log in.
 *
 * @param account the name; {@link #NO_NAME} for a text that cannot be an account's name
 * @param address client address as the server sees it; a proxy's header counts only with
 *     server.forward-headers-strategy. For IPv6 only the network part, since one subscriber owns the whole network
 */
record LoginAttempt(String account, String address, Way way) {

    static final String NO_NAME = "?";
    static final String UNKNOWN = "unknown";

    /**
     * At most 64 characters, as in the engine's tables, without control and format characters, which cannot be
     * displayed.
     */
    private static final Pattern NAME = Pattern.compile("[^\\p{C}]{1,64}");

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d+)?");
    private static final Pattern IPV6 = Pattern.compile("\\[?([0-9a-fA-F:]*:[0-9a-fA-F:.]*)(?:%[^\\]]*)?]?(?::\\d+)?");

    /** The interface at which a login comes in. */
    enum Way {
        FORM,
        API,
        ENGINE,
        /** A page of the engine that asks a user who is logged in for the password again. */
        PAGES
    }

    /** The attempt of the current request; empty when the application itself checks a password, without a request. */
    static Optional<LoginAttempt> current(@Nullable String name) {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
            return Optional.empty();
        }
        HttpServletRequest request = attributes.getRequest();
        String account = name != null && isPossible(name) ? name : NO_NAME;
        return Optional.of(new LoginAttempt(account, address(request.getRemoteAddr()), way(request)));
    }

    static boolean isPossible(String name) {
        return NAME.matcher(name).matches();
    }

    boolean hasPossibleName() {
        return !account.equals(NO_NAME);
    }

    private static Way way(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (path.startsWith("/engine-rest")) {
            return Way.ENGINE;
        }
        return path.startsWith("/api") ? Way.API : path.startsWith("/camunda") ? Way.PAGES : Way.FORM;
    }

    /** A numeric address in its canonical spelling; a host name is not accepted, since it would need a DNS lookup. */
    static String address(@Nullable String remote) {
        if (remote == null) {
            return UNKNOWN;
        }
        var four = IPV4.matcher(remote);
        var six = IPV6.matcher(remote);
        try {
            if (four.matches()) {
                return InetAddress.getByName(four.group(1)).getHostAddress();
            }
            return six.matches() ? network(InetAddress.getByName(six.group(1))) : UNKNOWN;
        } catch (UnknownHostException noAddress) {
            return UNKNOWN;
        }
    }

    private static String network(InetAddress address) throws UnknownHostException {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        if (address.isLoopbackAddress()) {
            return "::1";
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, 8, 16, (byte) 0);
        return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
    }
}
