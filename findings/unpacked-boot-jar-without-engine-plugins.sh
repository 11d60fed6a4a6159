#!/usr/bin/env bash
# Spring Boot 3.5.14 unpacks its jar (jarmode=tools extract) for a quicker start with 'java -jar'. Camunda 7.24's web applications
# ask the servlet context for the scripts of their plugins, and Tomcat is told of the class path's own entries only: libraries that the
# unpacked jar's manifest names are not among them. The page and its libraries are served, the plugins are not found, and Tasklist
# stays at its loading sign without an error in the log. With each library on the class path, or with the jar as it was packed, they are.
# Needs Java 17, Maven and curl.
set -euo pipefail
work=$(mktemp -d)
app=""
clean_up() {
  [ -z "$app" ] || kill "$app" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
cd "$work"
mkdir -p src/main/java/x
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>3.5.14</version>
    <relativePath/>
  </parent>
  <groupId>x</groupId>
  <artifactId>x</artifactId>
  <version>1</version>
  <properties><java.version>17</java.version></properties>
  <dependencies>
    <dependency>
      <groupId>org.camunda.bpm.springboot</groupId>
      <artifactId>camunda-bpm-spring-boot-starter-webapp</artifactId>
      <version>7.24.0</version>
    </dependency>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-jdbc</artifactId>
    </dependency>
    <dependency>
      <groupId>com.h2database</groupId>
      <artifactId>h2</artifactId>
    </dependency>
  </dependencies>
  <build>
    <finalName>x</finalName>
    <plugins>
      <plugin>
        <groupId>org.springframework.boot</groupId>
        <artifactId>spring-boot-maven-plugin</artifactId>
      </plugin>
    </plugins>
  </build>
</project>
XML
cat >src/main/java/x/X.java <<'JAVA'
package x;

@org.springframework.boot.autoconfigure.SpringBootApplication
public class X {
    public static void main(String[] arguments) {
        org.springframework.boot.SpringApplication.run(X.class, arguments);
    }
}
JAVA
mvn -B -ntp -q package >build.log 2>&1 || { tail -n 20 build.log >&2; exit 1; }
java -Djarmode=tools -jar target/x.jar extract --destination unpacked >/dev/null

answers() { # how java is told what to start: prints the status of a library of the page, and of a plugin
  local port=$((20000 + RANDOM % 20000)) path statuses=""
  java "$@" --server.port=$port --spring.datasource.url=jdbc:h2:mem:x --spring.datasource.username=sa >app.log 2>&1 &
  app=$!
  until curl -s -o /dev/null "http://127.0.0.1:$port/"; do
    kill -0 "$app" 2>/dev/null || { tail -n 20 app.log >&2; return 1; }
    sleep 0.5
  done
  for path in lib/deps.js api/tasklist/plugin/tasklistPlugins/static/app/plugin.js; do
    statuses+=" $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/camunda/$path")"
  done
  kill "$app"
  wait "$app" 2>/dev/null || true
  app=""
  found=${statuses# }
}

expect() { # WHAT WANTED
  printf 'seen: library and plugin of Tasklist, %s: %s\n' "$1" "$found"
  [ "$found" = "$2" ] || { printf 'NOT SEEN ANY MORE: %s was %s, is %s\n' "$1" "$2" "$found" >&2; exit 1; }
}

answers -jar target/x.jar
expect "packed jar" "200 200"
answers -jar unpacked/x.jar
expect "unpacked, java -jar" "200 404"
answers -cp 'unpacked/x.jar:unpacked/lib/*' x.X
expect "unpacked, each library on the class path" "200 200"
