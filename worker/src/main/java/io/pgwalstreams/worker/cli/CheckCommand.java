package io.pgwalstreams.worker.cli;

import io.pgwalstreams.worker.config.WorkerConfig;
import io.pgwalstreams.worker.runtime.Check;
import io.pgwalstreams.worker.runtime.Checks;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check}. */
@Command(
    name = "check",
    description = {
      "Look at database and stream, change nothing, and say what is missing and how to mend it.",
      "Exit status 0: a run would start; otherwise that of the first failure."
    },
    versionProvider = VersionCommand.Provider.class,
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Mixin private InputFiles input = new InputFiles();

  @Override
  public Integer call() {
    WorkerConfig config = input.with(Set.of(), false).loader().load();
    Logging.configure(Logging.Format.TEXT, io.pgwalstreams.api.v1alpha1.WorkerSpec.LogLevel.ERROR);
    List<Check> checks = new Checks(config).run();
    if (spec != null) {
      print(spec.commandLine().getOut(), config, checks);
    }
    return checks.stream()
        .filter(c -> c.outcome() == Check.Outcome.FAILED)
        .findFirst()
        .map(c -> c.exitStatus())
        .orElse(0);
  }

  private static void print(PrintWriter out, WorkerConfig config, List<Check> checks) {
    out.println("WalStream " + config.document().id());
    int widest = checks.stream().mapToInt(c -> c.name().length()).max().orElse(0);
    for (Check c : checks) {
      String mark =
          switch (c.outcome()) {
            case OK -> "ok     ";
            case WARNING -> "warning";
            case FAILED -> "FAILED ";
            case SKIPPED -> "-      ";
          };
      out.printf("%s  %-" + widest + "s  %s%n", mark, c.name(), c.found());
      String remedy = c.remedy();
      if (remedy != null) {
        out.printf("%s  %-" + widest + "s  -> %s%n", "       ", "", remedy);
      }
    }
    long failed = checks.stream().filter(c -> c.outcome() == Check.Outcome.FAILED).count();
    out.println(failed == 0 ? "a run would start" : failed + " failed");
    out.flush();
  }
}
