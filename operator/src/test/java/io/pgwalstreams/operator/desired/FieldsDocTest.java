package io.pgwalstreams.operator.desired;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/reference/fields.md} what {@link FieldEffect} says. {@code -Dupdate.docs=true}
 * writes it anew.
 */
class FieldsDocTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "reference", "fields.md");

  private static final String HEAD =
      """
      # What a change of a field does

      <!-- Generated from io.pgwalstreams.operator.desired.FieldEffect: change it there, then run
           mvn test -pl operator -am -Dtest=FieldsDocTest -Dsurefire.failIfNoSpecifiedTests=false -Dupdate.docs=true -->

      The fields of a WalStream's `spec`, in Kubernetes. `kubectl explain walstream.spec` says what each one is.

      - **live**: taken up while events flow, as soon as the kubelet has refreshed the worker's files.
      - **restart**: the worker's pod is replaced. It finishes what is in flight first; nothing is lost or repeated.
      - **fixed**: refused once the WalStream is bound to its database (`status.source` is set). Create another WalStream
        instead; one that has published nothing yet, as when its stream is refused, may be deleted and applied changed.

      A changed value in a Secret or ConfigMap that the WalStream refers to, as a rotated password, is live.

      | Field | Change | |
      |---|---|---|
      """;

  @Test
  void theCommittedPageIsWhatTheListSays() throws IOException {
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(PAGE, page(), UTF_8);
    }
    assertThat(PAGE)
        .as("generated from FieldEffect; -Dupdate.docs=true writes it")
        .content(UTF_8)
        .isEqualTo(page());
  }

  private static String page() {
    var text = new StringBuilder(HEAD);
    for (FieldEffect field : FieldEffect.ALL) {
      text.append("| `").append(field.path()).append("` | ");
      text.append(
          switch (field.effect()) {
            case LIVE -> "live";
            case RESTART -> "restart";
            case FIXED -> "fixed";
          });
      text.append(" | ").append(field.how()).append(" |\n");
    }
    return text.toString();
  }
}
