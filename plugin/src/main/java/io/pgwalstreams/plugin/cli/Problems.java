package io.pgwalstreams.plugin.cli;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.plugin.problem.ProblemException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The end of a command that cannot go on: what was found, and below it what to do. */
final class Problems implements CommandLine.IExecutionExceptionHandler {
  /** As the worker's: a defect. */
  private static final int DEFECT = 70;

  /** Told apart from status 1, by which commands answer, and 2, wrong usage. */
  private static final int PROBLEM = 3;

  private static final int INTERRUPTED = 130;

  @Override
  public int handleExecutionException(
      Exception e, CommandLine command, CommandLine.@Nullable ParseResult unused) {
    return switch (e) {
      case ProblemException p -> tell(command, p.problem().what(), p.problem().remedy(), PROBLEM);
      case FailureException f ->
          tell(
              command,
              f.failure().reason() + ": " + f.failure().message(),
              f.failure().remedy(),
              f.failure().reason().area().exitStatus());
      case InterruptedException i -> INTERRUPTED;
      default -> defect(command, e);
    };
  }

  private static int tell(CommandLine command, String what, String remedy, int status) {
    PrintWriter err = command.getErr();
    err.println("error: " + what);
    err.println("  -> " + remedy);
    err.flush();
    return status;
  }

  private static int defect(CommandLine command, Exception e) {
    e.printStackTrace(command.getErr());
    return tell(
        command,
        "a defect of this program, " + e.getClass().getSimpleName(),
        "report it with the lines above",
        DEFECT);
  }
}
