package io.pgwalstreams.plugin.cli;

import io.pgwalstreams.plugin.cluster.Cluster;
import io.pgwalstreams.plugin.cluster.Watcher;
import io.pgwalstreams.plugin.view.Lag;
import io.pgwalstreams.plugin.view.Limit;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lag}. */
@Command(
    name = "lag",
    description = {
      "How far WalStreams are behind, for scripts too.",
      "Bytes of WAL that the stream does not hold yet, and in how many seconds PostgreSQL",
      "writes that much at the rate of now.",
      "Exit status 1: with --max, one is further behind, or it is not known how far."
    },
    mixinStandardHelpOptions = true)
final class LagCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Mixin private Looking looking = new Looking();

  @Option(
      names = "--max",
      paramLabel = "SIZE|TIME",
      description = "The most that is all right: 64Mi, 30s.")
  private @Nullable String max;

  @Override
  public Integer call() throws InterruptedException {
    Optional<Limit> limit = limit();
    try (Cluster cluster = looking.connect();
        Watcher watcher = looking.watcher(cluster)) {
      Looking.Twice looks = looking.twice(watcher);
      List<Lag> lags = Lag.of(looks.before(), looks.now());
      PrintWriter out = spec().commandLine().getOut();
      if (lags.isEmpty()) {
        out.println(looking.nothing(cluster));
      } else {
        Lag.lines(lags, looking.allNamespaces()).forEach(out::println);
      }
      out.flush();
      return limit.isEmpty() || lags.stream().allMatch(lag -> lag.keeps(limit.get())) ? 0 : 1;
    }
  }

  private Optional<Limit> limit() {
    try {
      return Optional.ofNullable(max).map(Limit::parse);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec().commandLine(), "--max: " + e.getMessage(), e);
    }
  }

  private CommandLine.Model.CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("a command that picocli has not made");
    }
    return spec;
  }
}
