package io.pgwalstreams.worker.cli;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.worker.convert.Converter;
import io.pgwalstreams.worker.convert.Wishes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code convert}. */
@Command(
    name = "convert",
    description = {
      "Print another program's configuration as a WalStream, with notes on what has no equivalent.",
      "Reads config.yml of wal-listener and of the Go service of 2022, and application.properties of"
          + " Debezium Server. Passwords are not copied."
    },
    sortOptions = false,
    versionProvider = VersionCommand.Provider.class,
    mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The other program's file; '-': standard input.")
  private String file = "";

  @Option(
      names = "--take-over",
      description =
          "Go on with the other program's slot and publication, where it was stopped. Without it: a"
              + " slot of its own, beside the other program.")
  private boolean takeOver;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Of the WalStream. Default: after the database.")
  private @Nullable String name;

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      description = "Of the WalStream. Default: none is written.")
  private @Nullable String namespace;

  @Option(
      names = "--subject-prefix",
      paramLabel = "PREFIX",
      description = "What subjects begin with; the stream is named after it.")
  private @Nullable String subjectPrefix;

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("a command that picocli has not made");
    }
    String label = file.equals("-") ? "standard input" : file;
    String converted =
        Converter.convert(label, read(), new Wishes(name, namespace, subjectPrefix, takeOver));
    var out = spec.commandLine().getOut();
    out.print(converted);
    out.flush();
    return check(converted);
  }

  private String read() {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new FailureException(
          Reason.InvalidSpec.because(
              "cannot read " + file + ": " + e.getMessage(), "name a readable file"),
          e);
    }
  }

  /** What the other file holds may break a rule of ours: that is told, and the rest is of use. */
  private static int check(String converted) {
    var unused =
        new DocumentReader().read(List.of(new DocumentReader.Source("the WalStream", converted)));
    return 0;
  }
}
