package playbook.security;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tries to log in from an address of one's own choice; this machine has all of 127.0.0.0/8. */
final class RawLogin {

    private final int port;

    RawLogin(int port) {
        this.port = port;
    }

    Answer basic(String from, String path, String user, String password, String... headers) throws IOException {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return send(
                from,
                "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Basic " + pair
                        + "\r\n" + lines(headers) + "\r\n");
    }

    Answer get(String from, String path, String... headers) throws IOException {
        return send(
                from,
                "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + lines(headers) + "\r\n");
    }

    /** As a browser does it: the page first, for its token and cookie. */
    Answer form(String from, String user, String password) throws IOException {
        Answer page = send(from, "GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        var token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page.text());
        if (!token.find()) {
            throw new IOException("no token in " + page.text());
        }
        String body =
                "username=" + encoded(user) + "&password=" + encoded(password) + "&_csrf=" + encoded(token.group(1));
        return send(
                from,
                "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: "
                        + page.header("Set-Cookie").orElse("none=").split(";", 2)[0]
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
    }

    /** Logs in by the form and opens a page with that session. */
    Answer page(String from, String path, String user, String password) throws IOException {
        String session = form(from, user, password)
                .text()
                .lines()
                .filter(line -> line.startsWith("Set-Cookie: PLAYBOOK="))
                .findFirst()
                .orElseThrow()
                .substring("Set-Cookie: ".length())
                .split(";", 2)[0];
        return get(from, path, "Accept: text/html", "Cookie: " + session);
    }

    Answer json(String from, String method, String path, String user, String password, String body) throws IOException {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return send(
                from,
                method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Basic "
                        + pair
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static InetAddress address(String numbers) throws IOException {
        byte[] bytes = new byte[4];
        String[] parts = numbers.split("\\.", -1);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return InetAddress.getByAddress(bytes);
    }

    private Answer send(String from, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, address(from), 0)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new Answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Head and body as they came. */
    record Answer(String text) {

        int status() {
            return Integer.parseInt(text.split(" ", 3)[1]);
        }

        Optional<String> header(String name) {
            return text.lines()
                    .takeWhile(line -> !line.isEmpty())
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst();
        }

        /** Logged in by the form: led to a page which is not the login. */
        boolean in() {
            return status() == 302 && !header("Location").orElse("").contains("/login");
        }
    }
}
