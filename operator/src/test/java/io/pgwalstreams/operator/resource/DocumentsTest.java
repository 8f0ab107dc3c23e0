package io.pgwalstreams.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pgwalstreams.api.Reason;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private static final String SPEC =
      """
      database: {host: db, name: app, credentials: {secretRef: {name: s}}}
      publication: {managed: {tables: [{name: users}]}}
      nats: {servers: ["nats://n:4222"], subjectPrefix: db, stream: {name: db}}
      """;

  private final Documents documents = new Documents();

  private static WalStreamResource resource(String spec, long generation) {
    try {
      var resource = new WalStreamResource();
      resource.getMetadata().setName("shop");
      resource.getMetadata().setNamespace("prod");
      resource.getMetadata().setUid("u-1");
      resource.getMetadata().setGeneration(generation);
      resource.setSpec((ObjectNode) new YAMLMapper().readTree(spec));
      return resource;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsWhatKeepsEveryRule() {
    assertThat(documents.read(resource(SPEC, 3)))
        .isInstanceOfSatisfying(
            Documents.Reading.Valid.class,
            v -> {
              assertThat(v.document().id()).isEqualTo("prod/shop");
              assertThat(v.document().uid()).isEqualTo("u-1");
              assertThat(v.document().generation()).isEqualTo(3);
            });
  }

  @Test
  void leavesAloneWhatAnotherVersionKnowsAndThisOneDoesNot() {
    String word = SPEC + "slot: {managed: {deletionPolicy: Archive}}\n";
    String field = SPEC + "transform: {mask: [users.email]}\n";
    for (String spec : new String[] {word, field}) {
      assertThat(documents.read(resource(spec, 1)))
          .isInstanceOfSatisfying(
              Documents.Reading.Invalid.class,
              i -> assertThat(i.why().reason()).isEqualTo(Reason.InvalidSpec));
    }
  }

  @Test
  void readsAnewWhenSpecOrAnnotationsChange() {
    var first = documents.read(resource(SPEC, 1));
    assertThat(documents.read(resource(SPEC, 1))).isSameAs(first);
    WalStreamResource accepted = resource(SPEC, 1);
    accepted.getMetadata().setAnnotations(Map.of("pgwalstreams.io/accept", "ab12"));
    assertThat(documents.read(accepted))
        .isInstanceOfSatisfying(
            Documents.Reading.Valid.class,
            v ->
                assertThat(v.document().annotations())
                    .containsEntry("pgwalstreams.io/accept", "ab12"));
    assertThat(documents.read(resource(SPEC + "suspend: true\n", 2)))
        .isInstanceOfSatisfying(
            Documents.Reading.Valid.class, v -> assertThat(v.document().spec().suspend()).isTrue());
  }
}
