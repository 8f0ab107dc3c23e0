package io.pgwalstreams.operator.cli;

import io.pgwalstreams.api.FailureException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The end of a process that cannot go on: one line for people, and an exit status. */
final class FatalErrors implements CommandLine.IExecutionExceptionHandler {
  private static final int DEFECT = 70;

  @Override
  public int handleExecutionException(
      Exception e, CommandLine command, CommandLine.@Nullable ParseResult unused) {
    if (e instanceof FailureException f) {
      command.getErr().println(f.failure().reason() + ": " + f.failure().sentence());
      command.getErr().flush();
      return f.failure().reason().area().exitStatus();
    }
    LoggerFactory.getLogger("pgwalstreams").error("the operator cannot go on", e);
    return DEFECT;
  }
}
