# The product's image: a JRE on a base with PostgreSQL's own tools, because worker jobs and scripts need both.
# Build with the jar that `mvn package` made:  docker build -t data-loss-playbook .
ARG POSTGRES_IMAGE=postgres:15-bookworm
FROM ${POSTGRES_IMAGE} AS base
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
 && rm -rf /var/lib/apt/lists/*

# Unpacked, the application starts several seconds sooner, and each job's worker too.
FROM base AS unpacked
COPY target/playbook.jar /tmp/playbook.jar
RUN java -Djarmode=tools -jar /tmp/playbook.jar extract --destination /opt/playbook

FROM base
COPY --from=unpacked /opt/playbook /opt/playbook
COPY deploy/compose/start /opt/playbook/start
RUN install -d -o postgres -g postgres -m 0700 /var/lib/playbook
ENV PLAYBOOK_PG_BIN=/usr/lib/postgresql/15/bin
# User and group postgres of the base image, as numbers: Kubernetes must see that it is not root.
USER 999:999
WORKDIR /var/lib/playbook
EXPOSE 8080
# Each library by its name: what Tasklist and Cockpit show lies in them, and Tomcat follows no manifest to find it.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-cp", "/opt/playbook/playbook.jar:/opt/playbook/lib/*", "playbook.PlaybookApplication"]
