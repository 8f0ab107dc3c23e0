package io.pgwalstreams.operator.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Argo CD shows of a WalStream, at every stage of its life and for every reason. {@code
 * -Dupdate.goldens=true} writes what stands beside the script anew: read the difference.
 */
class ArgoCdHealthTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "."), "..", "deploy", "argocd");
  private static final String KEY = "resource.customizations.health.pgwalstreams.io_WalStream";

  private final ArgoCd argoCd = new ArgoCd(read("health.lua"));

  private static String read(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<LifeStage> stages() {
    return LifeStage.all();
  }

  @ParameterizedTest
  @MethodSource("stages")
  void everyStageShowsAsItIs(LifeStage stage) {
    ArgoCd.Health health = argoCd.health(stage.tree());

    assertThat(health.status()).isEqualTo(stage.argoCd());
    assertThat(health.message()).isNotBlank();
  }

  @Test
  void theMessageIsReadys() {
    for (LifeStage stage : stages()) {
      boolean told =
          stage.status().conditions() != null
              && stage.status().observedGeneration() == stage.generation()
              && !stage.deleting();
      if (told) {
        assertThat(argoCd.health(stage.tree()).message())
            .as(stage.name())
            .startsWith(stage.message("Ready"));
      }
    }
  }

  @Test
  void whatAPersonMustDoIsNamedBehindWhatHealsByItself() {
    LifeStage both = stage("halted-and-database-away");

    assertThat(argoCd.health(both.tree()).message())
        .isEqualTo(
            both.message("Ready") + "; beside that SlotAdvanced: " + both.message("Stalled"));
  }

  private static LifeStage stage(String name) {
    return stages().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void whatHasNoStatusAtAllIsUnderWay() {
    JsonNode bare = Serialization.unmarshal("metadata: {generation: 1}", JsonNode.class);

    assertThat(argoCd.health(bare).status()).isEqualTo("Progressing");
  }

  /** Whoever adds a reason decides here what it shows. */
  private static String decided(Reason reason) {
    return switch (reason) {
      case ServerVersionRisky,
          SlotAtRisk,
          StreamHasHoles,
          CheckpointUnavailable,
          StreamRolledBack ->
          "Healthy";
      case DatabaseUnreachable,
          DatabaseShuttingDown,
          NoFreeWalSender,
          LockTimeout,
          SlotInUse,
          NoFreeSlot,
          WaitingForTransactions,
          NatsUnreachable,
          StreamFull,
          StreamUnavailable,
          EarlierMessages,
          WorkerNotStarting,
          WorkerCrashed,
          WorkerUnreachable ->
          "Progressing";
      case InvalidSpec,
          SecretMissing,
          AddressDenied,
          AuthenticationFailed,
          DatabaseTlsFailed,
          DatabaseMissing,
          ServerUnsupported,
          ServerIsStandby,
          WalLevelInsufficient,
          PrivilegeMissing,
          PublicationMissing,
          TableMissing,
          TableUnsupported,
          ReplicaIdentityInsufficient,
          RowFilterInvalid,
          PublicationNewerThanSlot,
          ClaimedByAnother,
          SlotMissing,
          SlotUnsuitable,
          SlotLost,
          NatsAuthenticationFailed,
          NatsTlsFailed,
          NatsPermissionMissing,
          StreamMissing,
          StreamUnsuitable,
          StreamSubjectsMissing,
          BucketUnsuitable,
          EventTooLarge,
          Fenced,
          ForeignWriter,
          StreamRecreated,
          StreamRolledBackTooFar,
          SequenceJumped,
          NoReference,
          MappingChanged,
          CountMismatch,
          SystemChanged,
          PhantomEvents,
          SlotRecreated,
          DatabaseWentBack,
          SlotAdvanced,
          HistoryDiverged,
          MalformedMessage,
          Internal ->
          "Degraded";
    };
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonShowsAsItWasDecided(Reason reason) {
    for (WalStreamStatus status : Troubles.of(reason)) {
      LifeStage stage = LifeStage.of(reason.name(), 1, status, decided(reason));
      ArgoCd.Health health = argoCd.health(stage.tree());

      assertThat(health.status()).as("%s", status.conditions()).isEqualTo(decided(reason));
      assertThat(health.message()).isEqualTo(stage.message("Ready"));
      assertThat(Kstatus.of(stage)).as("Flux sees the same").isEqualTo(stage.kstatus());
    }
  }

  @Test
  void theConfigMapBringsThisScript() throws IOException {
    String text =
        """
        # Brings health.lua into Argo CD: a patch of the ConfigMap that it has already.
        # kubectl patch configmap argocd-cm -n argocd --patch-file deploy/argocd/argocd-cm.yaml
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: argocd-cm
          namespace: argocd
        data:
          %s: |
        """
                .formatted(KEY)
            + read("health.lua").indent(4);
    isGolden("argocd-cm.yaml", text);
    assertThat(Serialization.unmarshal(text, JsonNode.class).path("data").path(KEY).textValue())
        .isEqualTo(read("health.lua"));
  }

  @Test
  void aNackStreamIsWaitedForUntilItIsThere() {
    JsonNode patch = Serialization.unmarshal(read("argocd-cm-nack.yaml"), JsonNode.class);
    String script =
        patch
            .path("data")
            .path("resource.customizations.health.jetstream.nats.io_Stream")
            .textValue();
    var nack = new ArgoCd(script);

    assertThat(nack.health(nackStream("")).status()).isEqualTo("Progressing");
    assertThat(nack.health(nackStream("status: " + ready(1, "False"))).status())
        .isEqualTo("Progressing");
    assertThat(nack.health(nackStream("status: " + ready(0, "True"))).status())
        .isEqualTo("Progressing");
    assertThat(nack.health(nackStream("status: " + ready(1, "True"))))
        .isEqualTo(new ArgoCd.Health("Healthy", "as it is"));
  }

  private static JsonNode nackStream(String status) {
    return Serialization.unmarshal("metadata: {generation: 1}\n" + status, JsonNode.class);
  }

  private static String ready(int observed, String status) {
    return "{observedGeneration: %d, conditions: [{type: Ready, status: '%s', message: as it is}]}"
        .formatted(observed, status);
  }

  /** In the form of Argo CD's own tests of its customizations: its own evaluator runs them too. */
  @Test
  void theRecordedStagesAreWhatTheOperatorWrites() throws IOException {
    var suite = new StringBuilder("# Written by ArgoCdHealthTest.\ntests:\n");
    for (LifeStage stage : stages()) {
      String file = "testdata/" + stage.name() + ".yaml";
      isGolden(file, stage.yaml());
      ArgoCd.Health health = argoCd.health(stage.tree());
      suite
          .append("  - healthStatus:\n      status: ")
          .append(stage.argoCd())
          .append("\n      message: '")
          .append(health.message().replace("'", "''"))
          .append("'\n    inputPath: ")
          .append(file)
          .append('\n');
    }
    isGolden("health_test.yaml", suite.toString());
    try (Stream<Path> files = Files.list(FOLDER.resolve("testdata"))) {
      assertThat(files).hasSize(stages().size());
    }
  }

  private static void isGolden(String name, String text) throws IOException {
    Path golden = FOLDER.resolve(name);
    if (Boolean.getBoolean("update.goldens")) {
      Files.writeString(golden, text, UTF_8);
    }
    assertThat(golden).as("-Dupdate.goldens=true writes it anew").content(UTF_8).isEqualTo(text);
  }
}
