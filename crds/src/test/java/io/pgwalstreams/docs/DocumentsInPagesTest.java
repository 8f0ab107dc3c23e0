package io.pgwalstreams.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every WalStream that is shown, whole or in part, is one that the worker takes. */
class DocumentsInPagesTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String BASE =
      """
      apiVersion: pgwalstreams.io/v1alpha1
      kind: WalStream
      metadata: {name: shop}
      spec:
        database: {host: localhost, name: app, credentials: {secretRef: {name: shop-replication}}}
        publication: {managed: {tables: [{name: users}]}}
        nats: {servers: ["nats://localhost:4222"], subjectPrefix: db, stream: {name: db}}
      """;

  private final DocumentReader reader = new DocumentReader();

  private Documents read(String name, String text) {
    return reader.read(List.of(new DocumentReader.Source(name, text)));
  }

  @Test
  void everyExampleIsValid() throws IOException {
    try (Stream<Path> folders =
        Stream.of("examples", "examples/consumers").map(Page.ROOT::resolve)) {
      var examples =
          new ArrayList<>(folders.flatMap(DocumentsInPagesTest::documents).sorted().toList());
      examples.add(Page.ROOT.resolve("examples/gitops/shop/walstream.yaml"));
      examples.add(Page.ROOT.resolve("examples/tutorial/walstream.yaml"));
      assertThat(examples).isNotEmpty();
      for (Path example : examples) {
        assertThat(read(example.toString(), Files.readString(example)).walStream().spec())
            .as(example.toString())
            .isNotNull();
      }
    }
  }

  private static Stream<Path> documents(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyDocumentInAPageIsValid() throws JsonProcessingException {
    var shown = new ArrayList<String>();
    for (Page page : Page.all()) {
      for (Page.Fence fence : page.fences()) {
        if (fence.tag().equals("yaml") && fence.content().contains("kind: WalStream")) {
          shown.add(read(page.name(), fence.content()).walStream().id());
        } else if (fence.tag().equals("yaml") && fence.content().startsWith("spec:")) {
          shown.add(read(page.name(), completed(fence.content())).walStream().id());
        }
      }
    }
    assertThat(shown).isNotEmpty();
  }

  /** A part of a spec, put into a whole document: what it says replaces what stands there. */
  private static String completed(String part) throws JsonProcessingException {
    var whole = (ObjectNode) YAML.readTree(BASE);
    var spec = (ObjectNode) whole.path("spec");
    for (var property : YAML.readTree(part).path("spec").properties()) {
      JsonNode there = spec.path(property.getKey());
      boolean hasAlternatives =
          property.getKey().equals("publication") || property.getKey().equals("slot");
      if (there.isObject() && property.getValue().isObject() && !hasAlternatives) {
        ((ObjectNode) there).setAll((ObjectNode) property.getValue());
      } else {
        spec.set(property.getKey(), property.getValue());
      }
    }
    return YAML.writeValueAsString(whole);
  }

  @Test
  void theCompositionHasTheWorkersFileInAMountedFolder() throws IOException {
    Path folder = Page.ROOT.resolve("deploy/docker-compose");
    JsonNode compose = YAML.readTree(Files.readString(folder.resolve("compose.yaml")));
    JsonNode services = compose.path("services");
    assertThat(services.properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("postgres", "nats", "worker");
    assertThat(services.path("postgres").path("command").toString()).contains("wal_level=logical");
    assertThat(services.path("nats").path("command").toString()).contains("--jetstream");
    assertThat(services.path("worker").path("command").path(1).asText())
        .isEqualTo("/etc/pgwalstreams/walstream.yaml");
    assertThat(services.path("worker").path("command").toString())
        .as("the published port reaches the worker")
        .contains("\"--listen\",\"0.0.0.0:8080\"");
    assertThat(services.path("worker").path("volumes").path(0).asText())
        .isEqualTo("./walstream:/etc/pgwalstreams:ro");

    Documents documents =
        read("walstream.yaml", Files.readString(folder.resolve("walstream/walstream.yaml")));
    var spec = documents.walStream().spec();
    assertThat(services.has(spec.database().host())).isTrue();
    assertThat(spec.nats().servers()).containsExactly("nats://nats:4222");
    assertThat(documents.secrets()).containsKey(spec.database().credentials().secretRef().name());
    assertThat(Files.readString(folder.resolve("postgres/init.sql")))
        .contains("CREATE PUBLICATION " + spec.publication().existing().name() + " ");
  }
}
