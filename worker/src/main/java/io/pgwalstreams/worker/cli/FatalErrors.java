package io.pgwalstreams.worker.cli;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.TerminationMessage;
import io.pgwalstreams.worker.cli.RunOptions.Reporting;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The end of a process that cannot go on: reason and message as the log's last line, in the
 * termination log for Kubernetes, and an exit status by the reason's area.
 */
final class FatalErrors {
  private static final Path USUAL_TERMINATION_LOG = Path.of("/dev/termination-log");

  private FatalErrors() {}

  /** Tells of the end; {@code reporting}: of a run, null of any other command. */
  static int tell(Exception e, @Nullable Reporting reporting, PrintWriter err) {
    FailureException end =
        e instanceof FailureException f
            ? f
            : Reason.Internal.because(
                    "unexpected " + e.getClass().getSimpleName() + ": " + e.getMessage(),
                    "report it with the log; a restart goes on where it stopped")
                .asException();
    Failure why = end.failure();
    if (why.reason() == Reason.Internal) {
      LoggerFactory.getLogger("pgwalstreams").error("defect", e);
    }
    write(why, reporting, err);
    if (reporting != null) {
      writeTerminationLog(terminationLog(reporting), new TerminationMessage(why, end.halt()));
    }
    return why.reason().area().exitStatus();
  }

  /** Where each line of the log is an object, the last one is too. */
  private static void write(Failure why, @Nullable Reporting reporting, PrintWriter err) {
    if (reporting != null && Logging.isJson(reporting.format())) {
      LoggerFactory.getLogger("pgwalstreams")
          .atError()
          .addKeyValue("reason", why.reason())
          .addKeyValue("status", why.reason().area().exitStatus())
          .log("ended: {}", why.sentence());
    } else {
      err.println(why.reason() + ": " + why.sentence());
      err.flush();
    }
  }

  private static @Nullable Path terminationLog(Reporting reporting) {
    Path named = reporting.terminationLog();
    return named == null && Files.exists(USUAL_TERMINATION_LOG) ? USUAL_TERMINATION_LOG : named;
  }

  private static void writeTerminationLog(@Nullable Path file, TerminationMessage message) {
    if (file == null) {
      return;
    }
    try {
      // The kubelet mounts the file: it is written into, not replaced.
      Files.write(file, message.text().getBytes(StandardCharsets.UTF_8));
    } catch (java.io.IOException e) {
      LoggerFactory.getLogger("pgwalstreams")
          .warn("cannot write the termination log {}: {}", file, e.getMessage());
    }
  }
}
