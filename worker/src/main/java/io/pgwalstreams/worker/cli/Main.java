package io.pgwalstreams.worker.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;

/** The worker's program. Without a class of picocli: see {@link ServedArguments}. */
public final class Main {
  private static final ExitStatus ENDED = new ExitStatus();

  private Main() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    int status =
        ServedArguments.read(List.of(args))
            .map(Main::serve)
            .orElseGet(() -> Commands.execute(args));
    ENDED.set(status);
    System.exit(status);
  }

  private static int serve(RunOptions options) {
    try {
      Run.with(options);
      return 0;
    } catch (Exception e) {
      var err = new PrintWriter(System.err, true, Charset.defaultCharset());
      return FatalErrors.tell(e, options.reporting(), err);
    }
  }

  static ExitStatus ended() {
    return ENDED;
  }
}
