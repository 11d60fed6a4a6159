package playbook.practice;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves the page that customers see: the file that is its argument, as it is at the moment of each request. */
public final class WebFront {

    private WebFront() {}

    public static void main(String[] arguments) throws IOException {
        Path page = Path.of(arguments[0]);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", exchange -> {
            byte[] bytes = Files.readAllBytes(page);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        Path folder = Path.of(System.getenv().getOrDefault("REPLICA_DIR", "."));
        Home.write(folder.resolve("address"), "127.0.0.1:" + server.getAddress().getPort() + "\n");
    }
}
