package io.pgwalstreams.plugin.cli;

import io.pgwalstreams.plugin.cluster.Cluster;
import io.pgwalstreams.plugin.cluster.Watcher;
import io.pgwalstreams.plugin.problem.ProblemException;
import io.pgwalstreams.plugin.view.Frame;
import io.pgwalstreams.plugin.view.Look;
import io.pgwalstreams.plugin.view.StatusView;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}. */
@Command(
    name = "status",
    description = {
      "WalStreams with what their workers say just now.",
      "Events a second, in flight, lag and retained WAL; and below the table what is",
      "wrong, and what to do about it.",
      "Exit status 1: one of them is not Ready."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Mixin private Looking looking = new Looking();

  @Option(
      names = {"-w", "--watch"},
      description = "Go on: in place on a terminal, else line by line.")
  private boolean watch;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How often --watch looks. Default: ${DEFAULT-VALUE}")
  private int every;

  @Override
  public Integer call() throws InterruptedException {
    if (looking.allNamespaces() && looking.name().isPresent()) {
      throw wrong("a WalStream is named within a namespace: give -n NAMESPACE instead of -A");
    }
    try (Cluster cluster = looking.connect();
        Watcher watcher = looking.watcher(cluster)) {
      return watch ? watch(cluster, watcher) : once(cluster, watcher);
    }
  }

  private int once(Cluster cluster, Watcher watcher) throws InterruptedException {
    Looking.Twice looks = looking.twice(watcher);
    if (looks.now().seen().isEmpty()) {
      out().println(looking.nothing(cluster));
      out().flush();
      return 0;
    }
    print(lines(looks.before(), looks.now()));
    return looks.now().seen().stream().allMatch(s -> s.facts().ready().equals("True")) ? 0 : 1;
  }

  private List<String> lines(Look before, Look now) {
    return StatusView.lines(before, now, looking.allNamespaces());
  }

  private int watch(Cluster cluster, Watcher watcher) throws InterruptedException {
    if (every < 1) {
      throw wrong("--every is a number of seconds, 1 or more");
    }
    boolean terminal = Terminal.isThere();
    Duration pause = Duration.ofSeconds(every);
    if (terminal) {
      send(Frame.CLEAR);
    }
    Look before = watcher.look();
    Look now = before;
    while (!out().checkError()) {
      List<String> lines =
          now.seen().isEmpty() ? List.of(looking.nothing(cluster)) : lines(before, now);
      show(cluster, now, terminal, lines);
      Thread.sleep(pause);
      before = now;
      now = next(watcher, now);
    }
    return 0;
  }

  private void show(Cluster cluster, Look now, boolean terminal, List<String> lines) {
    if (terminal) {
      String whose =
          looking.allNamespaces() ? "all namespaces" : "namespace " + cluster.namespace();
      send(
          Frame.of(
              Frame.title(
                  "WalStreams, " + whose + ", " + cluster.name(),
                  now.at(),
                  ZoneId.systemDefault(),
                  Duration.ofSeconds(every)),
              lines));
    } else {
      print(lines);
    }
  }

  /** A watch outlives an API server that is away for a while. */
  private Look next(Watcher watcher, Look last) throws InterruptedException {
    try {
      return watcher.look();
    } catch (ProblemException e) {
      PrintWriter err = spec().commandLine().getErr();
      err.println(e.problem().what() + "; trying again");
      err.flush();
      return last;
    }
  }

  private void print(List<String> lines) {
    lines.forEach(out()::println);
    out().flush();
  }

  private void send(String text) {
    out().print(text);
    out().flush();
  }

  private PrintWriter out() {
    return spec().commandLine().getOut();
  }

  private CommandLine.Model.CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("a command that picocli has not made");
    }
    return spec;
  }

  private CommandLine.ParameterException wrong(String what) {
    return new CommandLine.ParameterException(spec().commandLine(), what);
  }
}
