# One image for each service: docker build --build-arg SERVICE=ingest-api|verifier|linker|auditor
# The first stages are shared, so all four are built for little more than one.

ARG SERVICE=ingest-api

# --- Dependencies: invalidated by a POM alone ----------------------------------------------------------------------------
FROM maven:3.9-eclipse-temurin-25 AS dependencies
WORKDIR /spoolway
COPY .mvn .mvn
COPY pom.xml ./
COPY pipeline-core/pom.xml pipeline-core/
COPY ingest-api/pom.xml ingest-api/
COPY verifier/pom.xml verifier/
COPY linker/pom.xml linker/
COPY auditor/pom.xml auditor/
COPY local-stack/pom.xml local-stack/
COPY cli/pom.xml cli/
COPY bench/pom.xml bench/
# The same build as below, of one empty class for each module. dependency:go-offline cannot do it: modules that depend on each
# other are in no repository.
RUN for module in pipeline-core ingest-api verifier linker auditor; do \
        mkdir -p $module/src/main/java/none && echo 'package none; final class None {}' >$module/src/main/java/none/None.java; \
    done \
    && mvn -B -ntp -q -pl ingest-api,verifier,linker,auditor -am \
        -Dmaven.test.skip -Dspotless.check.skip -Denforcer.skip \
        package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/lib \
    && rm -rf */src */target

# --- Build ---------------------------------------------------------------------------------------------------------------
FROM dependencies AS build
COPY pipeline-core/src/main pipeline-core/src/main
COPY ingest-api/src/main ingest-api/src/main
COPY verifier/src/main verifier/src/main
COPY linker/src/main linker/src/main
COPY auditor/src/main auditor/src/main
RUN mvn -B -ntp -q -o -pl ingest-api,verifier,linker,auditor -am \
        -Dmaven.test.skip -Dspotless.check.skip -Denforcer.skip \
        package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/lib
# For each service a folder of jars, and the arguments of its JVM. The class path is spelled out, since the AOT cache is good for
# exactly one.
RUN for service in ingest-api:ingest verifier:verifier linker:linker auditor:auditor; do \
        module=${service%%:*} out=/out/${service%%:*} && mkdir -p $out/lib \
        && cp $module/target/lib/*.jar $module/target/$module-*.jar $out/lib/ \
        && { echo "-cp $(cd $out/lib && ls *.jar | sed 's,^,/opt/spoolway/lib/,' | tr '\n' ':' | sed 's/:$//')"; \
             echo "io.spoolway.${service##*:}.Main"; } >$out/main || exit 1; \
    done
# Some libraries come with their native part for every system; RocksDB alone has 70 MB of it.
RUN case $(uname -m) in aarch64) mine='.*linux.*aarch64.*' ;; *) mine='.*(linux.*(amd64|x86_64)|linux64).*' ;; esac \
    && for jar in /out/*/lib/rocksdbjni-*.jar /out/*/lib/zstd-jni-*.jar /out/*/lib/snappy-java-*.jar; do \
        mkdir /x && cd /x && jar xf $jar \
        && find . -regextype posix-extended -type f -regex '.*\.(so|dll|jnilib|dylib|a)' \( -ipath '*musl*' -o ! -iregex "$mine" \) -delete \
        && jar cfM $jar . && rm -r /x || exit 1; \
    done

# --- A Java runtime of the modules that the services use -----------------------------------------------------------------
# Libraries that could use java.desktop do without it. The AOT cache of each service takes the place of the JDK's own CDS archive.
FROM maven:3.9-eclipse-temurin-25 AS jre
RUN jlink --output /jre --no-header-files --no-man-pages --strip-java-debug-attributes --compress zip-9 --add-modules \
java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.security.sasl,\
java.sql,java.xml,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.agent,jdk.security.auth,jdk.security.jgss,jdk.unsupported

# --- What all images have ------------------------------------------------------------------------------------------------
FROM debian:bookworm-slim AS runtime
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin spoolway \
    && install -d -o spoolway -g spoolway /var/lib/spoolway
COPY --from=jre /jre /opt/java
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY compose/image/health compose/image/jvm compose/image/start compose/image/train /opt/spoolway/
# /health/ready is asked, which says what is missing
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 CMD ["/opt/spoolway/health"]
ENTRYPOINT ["/opt/spoolway/start"]
WORKDIR /var/lib/spoolway

# --- The services --------------------------------------------------------------------------------------------------------
FROM runtime AS ingest-api
ENV SPOOLWAY_HTTP_PORT=5000
EXPOSE 5000
COPY --from=build /out/ingest-api /opt/spoolway
RUN /opt/spoolway/train @/opt/spoolway/jvm @/opt/spoolway/main
USER spoolway

FROM runtime AS verifier
ENV SPOOLWAY_HTTP_PORT=8081
EXPOSE 8081
COPY --from=build /out/verifier /opt/spoolway
RUN /opt/spoolway/train @/opt/spoolway/jvm @/opt/spoolway/main
USER spoolway

FROM runtime AS linker
ENV SPOOLWAY_HTTP_PORT=8082
EXPOSE 8082
COPY --from=build /out/linker /opt/spoolway
RUN /opt/spoolway/train @/opt/spoolway/jvm @/opt/spoolway/main
USER spoolway

FROM runtime AS auditor
ENV SPOOLWAY_HTTP_PORT=8080 SPOOLWAY_AUDITOR_STATE_DIR=/var/lib/spoolway/auditor
EXPOSE 8080
COPY --from=build /out/auditor /opt/spoolway
RUN /opt/spoolway/train @/opt/spoolway/jvm @/opt/spoolway/main
USER spoolway

# --- Labels come last: a new revision makes nothing else anew -------------------------------------------------------------
FROM $SERVICE
ARG SERVICE
ARG VERSION=local
ARG REVISION=unknown
# what only who publishes the images knows: where the sources are (a URL), and the time (date -u +%FT%TZ)
ARG SOURCE=
ARG CREATED=
LABEL org.opencontainers.image.title="Spoolway $SERVICE" \
      org.opencontainers.image.description="Push ingestion for content-addressed blobs: spooled to object storage, verified and linked through Kafka" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.url="$SOURCE" \
      org.opencontainers.image.created="$CREATED"
