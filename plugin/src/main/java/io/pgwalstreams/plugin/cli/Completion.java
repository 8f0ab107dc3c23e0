package io.pgwalstreams.plugin.cli;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.plugin.cluster.Cluster;
import io.pgwalstreams.plugin.problem.ProblemException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * {@code __complete}: what may stand where the cursor is, a word a line, and how the shell is to
 * take it, as kubectl's own completion asks its plugins.
 */
final class Completion {
  /** Files are no candidates (cobra's ShellCompDirectiveNoFileComp). */
  private static final String NO_FILES = ":4";

  /** The shell's own completion of files (ShellCompDirectiveDefault). */
  private static final String FILES = ":0";

  private static final Set<String> NAMED = Set.of("status", "lag", "tail", "check", "explain");
  private static final Set<String> FILE_OPTIONS = Set.of("-f", "--filename", "--kubeconfig");

  private final List<String> words;

  /** Of what is typed behind the program's name; the last word is where the cursor is. */
  Completion(List<String> words) {
    this.words = List.copyOf(words);
  }

  void print(PrintWriter out) {
    String begun = words.isEmpty() ? "" : words.getLast();
    List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
    boolean files = !before.isEmpty() && FILE_OPTIONS.contains(before.getLast());
    if (!files) {
      candidates(begun).stream().filter(c -> c.startsWith(begun)).forEach(out::println);
      if (mayBeName(begun) && wantsName(before)) {
        names(before).stream().filter(n -> n.startsWith(begun)).forEach(out::println);
      }
    }
    out.println(files ? FILES : NO_FILES);
    out.flush();
  }

  private List<String> candidates(String begun) {
    String[] all = words.isEmpty() ? new String[] {""} : words.toArray(String[]::new);
    var found = new ArrayList<CharSequence>();
    AutoComplete.complete(
        Main.commandLine().getCommandSpec(),
        all,
        all.length - 1,
        begun.length(),
        String.join(" ", all).length(),
        found);
    return found.stream()
        .map(rest -> begun + rest)
        .filter(word -> !word.startsWith("__"))
        .filter(word -> begun.startsWith("-") || !word.startsWith("-"))
        .distinct()
        .sorted()
        .toList();
  }

  /** A name has no capitals; a reason begins with one. */
  private static boolean mayBeName(String begun) {
    return !begun.startsWith("-") && begun.equals(begun.toLowerCase(Locale.ROOT));
  }

  private static boolean wantsName(List<String> before) {
    return !before.isEmpty() && NAMED.contains(before.getFirst()) && !endsInOption(before);
  }

  private static boolean endsInOption(List<String> before) {
    return before.size() > 1 && before.getLast().startsWith("-");
  }

  /** None when the cluster cannot be asked: whoever types has not asked for an error. */
  private static List<String> names(List<String> before) {
    var flags = new ClusterFlags();
    new CommandLine(flags)
        .setUnmatchedArgumentsAllowed(true)
        .parseArgs(before.toArray(String[]::new));
    try (Cluster cluster = flags.connect()) {
      return cluster.walStreams(Optional.of(cluster.namespace())).stream()
          .map(r -> r.getMetadata().getName())
          .toList();
    } catch (ProblemException | FailureException | CommandLine.ParameterException e) {
      return List.of();
    }
  }
}
