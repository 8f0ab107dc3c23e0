package io.pgwalstreams.worker.convert;

import io.pgwalstreams.api.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Another program's configuration as a WalStream, with notes. Pure. */
public final class Converter {
  private static final Pattern PROPERTY =
      Pattern.compile("(?m)^[ \\t]*(%[^.\\s]+\\.)?(debezium|quarkus)\\.[^\\s=:]+[ \\t]*[=:]");
  private static final int WIDTH = 96;

  private Converter() {}

  /** The programs whose configuration is understood. */
  private enum Program {
    WAL_LISTENER("wal-listener"),
    GO_SERVICE("the Go service of 2022"),
    DEBEZIUM_SERVER("Debezium Server");

    private final String words;

    Program(String words) {
      this.words = words;
    }
  }

  /**
   * The documents as YAML; FailureException with InvalidSpec when the file is none that can be
   * converted.
   *
   * @param file the file's name, for messages
   */
  public static String convert(String file, String text, Wishes wishes) {
    Settings settings =
        PROPERTY.matcher(text).find()
            ? PropertiesText.parse(file, text)
            : YamlText.parse(file, text);
    Program program = program(file, settings);
    Conversion conversion =
        switch (program) {
          case WAL_LISTENER -> WalListener.convert(settings, wishes);
          case GO_SERVICE -> GoService.convert(settings, wishes);
          case DEBEZIUM_SERVER -> DebeziumServer.convert(settings, wishes);
        };
    var out = new StringBuilder("# From " + file + " of " + program.words + ".\n");
    notes(conversion.notes(), out);
    List<String> documents = DraftDocument.of(conversion.draft());
    out.append('\n').append(documents.getFirst());
    paragraph("", secretWords(conversion.draft()), out);
    documents.subList(1, documents.size()).forEach(d -> out.append("---\n").append(d));
    return out.toString();
  }

  private static Program program(String file, Settings settings) {
    if (!settings.below("debezium.").isEmpty()) {
      return Program.DEBEZIUM_SERVER;
    }
    if (!settings.below("publisher.").isEmpty()) {
      return Program.WAL_LISTENER;
    }
    if (!settings.below("nats.").isEmpty()) {
      return Program.GO_SERVICE;
    }
    throw Reason.InvalidSpec.because(
            file + " is of none of the programs that are known here",
            "give the config.yml of wal-listener (it has 'publisher') or of the Go service of 2022"
                + " (it has 'nats'), or the application.properties of Debezium Server")
        .asException();
  }

  private static void notes(List<Note> notes, StringBuilder out) {
    for (Note.Kind kind : Note.Kind.values()) {
      Map<String, List<String>> byText = new LinkedHashMap<>();
      notes.stream()
          .filter(n -> n.kind() == kind)
          .forEach(n -> byText.computeIfAbsent(n.text(), t -> new ArrayList<>()).add(n.place()));
      if (!byText.isEmpty()) {
        out.append("#\n# ").append(kind.heading()).append(":\n");
      }
      byText.forEach(
          (text, places) -> {
            String said = text.isEmpty() ? "" : ": " + text;
            paragraph("- ", String.join(", ", places) + said, out);
          });
    }
  }

  private static String secretWords(Draft draft) {
    return "By hand, what is written ${NAME} comes from the environment. In Kubernetes leave out what"
        + " follows, and make it instead: kubectl create secret generic "
        + draft.identity().name()
        + "-replication --from-literal=username=... --from-literal=password=...";
  }

  /** Text as comments, in lines that fit a screen. */
  private static void paragraph(String begin, String text, StringBuilder out) {
    var line = new StringBuilder("# " + begin);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.append(line).append('\n');
        line = new StringBuilder("# " + " ".repeat(begin.length()));
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    out.append(line).append('\n');
  }
}
