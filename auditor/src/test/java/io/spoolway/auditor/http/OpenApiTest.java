package io.spoolway.auditor.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.javalin.router.ParsedEndpoint;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The document says what is there, and answers are as it says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HttpFixture fixture;
    private JsonNode document;

    @BeforeAll
    void start() throws Exception {
        fixture = new HttpFixture();
        document = JSON.readTree(fixture.get("/openapi.json").body());
    }

    @AfterAll
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void hasEveryPathThatThereIsAndNoOther() {
        Set<String> described = new TreeSet<>();
        document.path("paths").fieldNames().forEachRemaining(described::add);

        assertThat(described).isEqualTo(registered());
    }

    private Set<String> registered() {
        return fixture.javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map((ParsedEndpoint parsed) -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.path.replace('<', '{').replace('>', '}'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest(name = "{0} {1} is a {2}")
    @CsvSource({
        "200, /uploads/%s, UploadWithEvents",
        "200, /uploads, UploadList",
        "200, /repositories, RepositoryList",
        "200, /stats, Stats",
        "400, /uploads/x, Problem",
        "400, /events?type=x, Problem",
        "404, /uploads/01980000-0000-7000-8000-000000000000, Problem",
    })
    void describesAnswers(int status, String path, String schema) throws Exception {
        HttpResponse<String> answer = fixture.get(path.formatted(fixture.id));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(schema(schema).validate(JSON.readTree(answer.body()))).isEmpty();
    }

    @Test
    void theSchemasRefuseWhatIsNotSo() throws Exception {
        assertThat(schema("UploadWithEvents").validate(JSON.readTree("{\"events\":[{}]}")))
                .isNotEmpty();
    }

    private JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(JSON.createObjectNode()
                        .put("$ref", "#/components/schemas/" + name)
                        .set("components", document.path("components")));
    }
}
