package io.pgwalstreams.worker.cli;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.TerminationMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The end of a process that cannot go on: reason and message as the log's last line, in the
 * termination log for Kubernetes, and an exit status by the reason's area.
 */
final class FatalErrors implements CommandLine.IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception e, CommandLine command, CommandLine.@Nullable ParseResult unused) {
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
    tell(command, why);
    if (command.getCommand() instanceof RunCommand run) {
      writeTerminationLog(run.terminationLog(), new TerminationMessage(why, end.halt()));
    }
    return why.reason().area().exitStatus();
  }

  /** Where each line of the log is an object, the last one is too. */
  private static void tell(CommandLine command, Failure why) {
    if (command.getCommand() instanceof RunCommand run && run.logsJson()) {
      LoggerFactory.getLogger("pgwalstreams")
          .atError()
          .addKeyValue("reason", why.reason())
          .addKeyValue("status", why.reason().area().exitStatus())
          .log("ended: {}", why.sentence());
    } else {
      command.getErr().println(why.reason() + ": " + why.sentence());
      command.getErr().flush();
    }
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
