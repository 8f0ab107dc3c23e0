package io.pgwalstreams.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/reference/failures.md} what {@link Reason} says. {@code -Dupdate.docs=true}
 * writes it anew.
 */
class FailuresDocTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "reference", "failures.md");

  private static final String HEAD =
      """
      # Reasons

      <!-- Generated from io.pgwalstreams.api.Reason: change it there, then run
           mvn test -pl crds -Dtest=FailuresDocTest -Dupdate.docs=true -->

      Why a WalStream does not do what was asked. The same word stands in the log, in `/status`, in the metric's label and
      in the termination log. The message beside it names what was found, and the remedy says what to do.

      What ends it:

      - **waits**: heals by itself or when the other side is back. The worker waits, tries again and reports.
      - **a person**: the worker ends with the exit status of the last column, because going on would lose or repeat
        events, or cannot succeed.
      - **warns**: nothing stands still. It is reported only.

      Where a person must act, Kubernetes starts the worker again all the same, ten seconds later at first and every five
      minutes at last, so that what is mended outside (a stream, a privilege, a password) heals by itself. These starts make
      nothing new: no slot, no publication, and no Event of the WalStream beyond the first. Meanwhile **its slot keeps WAL on the
      database's disk**, also where nothing was published yet; `status.slot.retainedWal` says how much, as does `check`. So:

      - **Mend it.** The remedy says how. Whatever the slot keeps is published then.
      - **Or suspend it**, where that must wait: `suspend: true` ends the restarts. The slot stays, and keeps WAL.
      - **Or delete it**, where the disk cannot wait or it is not wanted: the slot is dropped, unless it is an existing one or
        `slot.managed.deletionPolicy` is `Retain`, and with it what is not published. A WalStream that has published nothing
        yet may be applied anew, with other fields that are fixed otherwise. By hand, [drop both](../guide/databases.md#removing-it).

      | Reason | Area | What ends it | Meaning | Exit status |
      |---|---|---|---|---|
      """;

  @Test
  void theCommittedPageIsWhatTheReasonsSay() throws IOException {
    if (Boolean.getBoolean("update.docs")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page(), UTF_8);
    }
    assertThat(PAGE)
        .as("generated from Reason; -Dupdate.docs=true writes it")
        .content(UTF_8)
        .isEqualTo(page());
  }

  private static String page() {
    var text = new StringBuilder(HEAD);
    for (Reason reason : Reason.values()) {
      text.append("| `").append(reason).append("` | ");
      text.append(reason.area().name().toLowerCase(Locale.ROOT)).append(" | ");
      text.append(ends(reason)).append(" | ").append(reason.meaning()).append(" | ");
      text.append(exitStatus(reason)).append(" |\n");
    }
    return text.toString();
  }

  private static String ends(Reason reason) {
    return switch (reason.recovery()) {
      case WAITS -> "waits";
      case PERSON -> "a person";
      case WARNS -> "warns";
    };
  }

  private static String exitStatus(Reason reason) {
    return switch (reason.recovery()) {
      case PERSON -> Integer.toString(reason.area().exitStatus());
      case WAITS, WARNS -> "";
    };
  }
}
