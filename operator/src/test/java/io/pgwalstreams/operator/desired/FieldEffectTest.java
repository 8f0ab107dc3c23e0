package io.pgwalstreams.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.operator.desired.FieldEffect.Effect;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldEffectTest {
  private static final DocumentReader READER = new DocumentReader();

  /** Another value for a field of the full WalStream; what is not here is not changed. */
  private static final Map<String, String> OTHER =
      Map.ofEntries(
          Map.entry("suspend", "true"),
          Map.entry("database.host", "other"),
          Map.entry("database.port", "5434"),
          Map.entry("database.name", "other"),
          Map.entry("database.credentials", "{secretRef: {name: other}}"),
          Map.entry("database.setupCredentials", "{secretRef: {name: other}}"),
          Map.entry("database.tls", "{mode: require}"),
          Map.entry("publication.managed.name", "other"),
          Map.entry("publication.managed.tables", "[{name: other}]"),
          Map.entry("publication.managed.operations", "[insert]"),
          Map.entry("publication.managed.viaPartitionRoot", "false"),
          Map.entry("publication.managed.deletionPolicy", "Delete"),
          Map.entry("slot.managed.name", "other"),
          Map.entry("slot.managed.failover", "false"),
          Map.entry("slot.managed.deletionPolicy", "Delete"),
          Map.entry("slot.maxRetainedWal", "1Gi"),
          Map.entry("filter", "{excludeColumns: [users.other]}"),
          Map.entry("messages", "{prefixes: [other]}"),
          Map.entry("nats.servers", "['nats://other:4222']"),
          Map.entry("nats.credentials", "{token: {secretKeyRef: {name: other, key: t}}}"),
          Map.entry("nats.tls", "{}"),
          Map.entry("nats.jetStream", "{domain: other}"),
          Map.entry("nats.subjectPrefix", "other"),
          Map.entry("nats.stream.name", "other"),
          Map.entry("nats.stream.createIfMissing", "{replicas: 1}"),
          Map.entry("nats.checkpointBucket", "other"),
          Map.entry("delivery.mode", "AtLeastOnce"),
          Map.entry("delivery.confirmDelay", "1s"),
          Map.entry("delivery.maxInFlightBytes", "1Mi"),
          Map.entry("delivery.onOversizedEvent", "Halt"),
          Map.entry("delivery.onGap", "Halt"),
          Map.entry("worker.resources", "{limits: {memory: 2Gi}}"),
          Map.entry("worker.nodeSelector", "{disk: ssd}"),
          Map.entry("worker.tolerations", "[{operator: Exists}]"),
          Map.entry("worker.affinity", "{podAffinity: {}}"),
          Map.entry("worker.topologySpreadConstraints", "[{maxSkew: 2, topologyKey: z}]"),
          Map.entry("worker.priorityClassName", "other"),
          Map.entry("worker.imagePullSecrets", "[{name: other}]"),
          Map.entry("worker.serviceAccountName", "other"),
          Map.entry("worker.podLabels", "{team: other}"),
          Map.entry("worker.podAnnotations", "{note: other}"),
          Map.entry("worker.logLevel", "warn"));

  /** What stands in the place of a field that the full WalStream has. */
  private static final List<String> ALTERNATIVES =
      List.of(
          "publication.managed.schemas",
          "publication.managed.allTables",
          "publication.existing",
          "slot.existing");

  @Test
  void everyFieldOfTheResourceIsInTheListOnce() throws IOException {
    for (String field : fields("", specSchema(), new ArrayList<>())) {
      assertThat(FieldEffect.ALL)
          .as(field)
          .filteredOn(e -> field.equals(e.path()) || field.startsWith(e.path() + "."))
          .hasSize(1);
    }
  }

  @Test
  void theListNamesNothingElse() throws IOException {
    for (FieldEffect effect : FieldEffect.ALL) {
      String pointer = "/properties/" + effect.path().replace(".", "/properties/");
      JsonNode schema = specSchema().at(pointer);
      assertThat(schema.isObject()).as(effect.path()).isTrue();
    }
  }

  private static JsonNode specSchema() throws IOException {
    try (InputStream schema = DocumentReader.class.getResourceAsStream("/walstream-schema.json")) {
      return new JsonMapper().readTree(schema).at("/properties/spec");
    }
  }

  private static List<String> fields(String path, JsonNode schema, List<String> found) {
    JsonNode properties = schema.path("properties");
    if (properties.isEmpty()) {
      found.add(path);
    }
    properties
        .properties()
        .forEach(
            p ->
                fields(path.isEmpty() ? p.getKey() : path + "." + p.getKey(), p.getValue(), found));
    return found;
  }

  @Test
  void everyFieldIsTried() {
    assertThat(FieldEffect.ALL)
        .extracting(FieldEffect::path)
        .allSatisfy(
            path -> assertThat(OTHER.containsKey(path) || ALTERNATIVES.contains(path)).isTrue());
  }

  @Test
  void whatIsFixedIsRefusedOnceBoundAndNothingElse() {
    WorkerPlan plan = Plans.of("full");
    for (FieldEffect field : FieldEffect.ALL) {
      if (OTHER.containsKey(field.path())) {
        var changed = changed(field).document();
        if (field.effect() == Effect.FIXED) {
          assertThatExceptionOfType(FailureException.class)
              .as(field.path())
              .isThrownBy(() -> READER.checkChange(plan.document(), changed));
        } else {
          READER.checkChange(plan.document(), changed);
        }
      }
    }
  }

  @Test
  void aChangeMakesANewPodExactlyWhenItCannotBeTakenUpLive() {
    var before = DesiredDeployment.of(Plans.of("full")).getSpec().getTemplate();
    for (FieldEffect field : FieldEffect.ALL) {
      if (OTHER.containsKey(field.path())) {
        var after = DesiredDeployment.of(changed(field)).getSpec().getTemplate();
        assertThat(!after.equals(before)).as(field.path()).isEqualTo(field.effect() != Effect.LIVE);
      }
    }
  }

  private static WorkerPlan changed(FieldEffect field) {
    return Plans.of("full", Plans.with(field.path(), OTHER.get(field.path())));
  }

  @Test
  void aDefaultThatIsWrittenOutMakesNoNewPod() {
    WorkerPlan written = Plans.of("minimal", Plans.with("database.port", "5432"));
    assertThat(DesiredDeployment.of(written)).isEqualTo(DesiredDeployment.of(Plans.of("minimal")));
  }
}
