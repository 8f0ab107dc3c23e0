package io.pgwalstreams.plugin.cli;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.operator.resource.Documents;
import io.pgwalstreams.plugin.cluster.Cluster;
import io.pgwalstreams.plugin.cluster.ClusterSecrets;
import io.pgwalstreams.plugin.cluster.NatsDoor;
import io.pgwalstreams.plugin.tail.Beginning;
import io.pgwalstreams.plugin.tail.EventFilter;
import io.pgwalstreams.plugin.tail.EventText;
import io.pgwalstreams.plugin.tail.Stored;
import io.pgwalstreams.plugin.tail.StreamTail;
import io.pgwalstreams.plugin.tail.TailConnection;
import io.pgwalstreams.worker.config.NatsMapper;
import io.pgwalstreams.worker.jetstream.NatsEndpoint;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tail}. */
@Command(
    name = "tail",
    description = {
      "Events as they pass.",
      "Read from the WalStream's stream as its own NATS user. Nothing is acknowledged and",
      "no other consumer notices. Rows are shown: mind who looks on."
    },
    mixinStandardHelpOptions = true)
final class TailCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Mixin private ClusterFlags flags = new ClusterFlags();

  @Parameters(paramLabel = "NAME", description = "The WalStream.")
  private String name = "";

  @Option(
      names = {"-t", "--table"},
      paramLabel = "TABLE",
      split = ",",
      description = "Only of these tables: users, public.users.")
  private List<String> tables = List.of();

  @Option(
      names = {"--op", "--operation"},
      paramLabel = "OPERATION",
      split = ",",
      description = "Only these: insert, update, delete, truncate.")
  private List<String> operations = List.of();

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      defaultValue = "new",
      description = "new, first, a time ago (5m), or a sequence (1295). Default: ${DEFAULT-VALUE}")
  private String from = "";

  @Option(names = "--limit", paramLabel = "COUNT", description = "End after so many events.")
  private @Nullable Long limit;

  @Option(
      names = "--follow",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Wait for more; --no-follow: end with what the stream holds now.")
  private boolean follow;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      defaultValue = "text",
      description = "A line for people, or a JSON object a line. Default: ${DEFAULT-VALUE}")
  private EventText.Form form = EventText.Form.TEXT;

  @Override
  public Integer call() throws InterruptedException {
    Beginning beginning = parsed("--from", from, Beginning::parse);
    List<String> wanted =
        operations.stream().map(o -> parsed("--operation", o, EventFilter::operation)).toList();
    try (Cluster cluster = flags.connect();
        NatsDoor door = new NatsDoor(cluster)) {
      WalStreamDocument document = document(cluster);
      NatsEndpoint endpoint =
          new NatsMapper(document, new ClusterSecrets(cluster, document.namespace())).endpoint();
      var filter =
          new EventFilter(
              document.spec().nats().subjectPrefix(),
              tables.stream().map(EventFilter.Table::parse).toList(),
              wanted);
      try (TailConnection connection =
          TailConnection.open(endpoint, door.ways(endpoint.servers(), document.namespace()))) {
        var stream =
            StreamTail.of(
                connection,
                document.spec().nats().stream().name(),
                endpoint.apiPrefix(),
                InstantSource.system());
        read(stream, filter, beginning);
      }
    }
    return 0;
  }

  private WalStreamDocument document(Cluster cluster) {
    return switch (new Documents().read(cluster.walStream(name))) {
      case Documents.Reading.Valid(WalStreamDocument document) -> document;
      case Documents.Reading.Invalid(var why) -> throw why.asException();
    };
  }

  private void read(StreamTail stream, EventFilter filter, Beginning beginning)
      throws InterruptedException {
    Optional<StreamTail.Reading> consumer = stream.byConsumer(filter, beginning);
    PrintWriter err = spec().commandLine().getErr();
    err.println(stream.facts().sentence(consumer.isPresent()));
    err.flush();
    consumer
        .orElseGet(() -> stream.byLooking(filter, beginning))
        .read(follow, new Printing(spec().commandLine().getOut(), form, limit)::show);
  }

  /** Until the reader goes away or has enough. */
  private static final class Printing {
    private final PrintWriter out;
    private final EventText.Form form;
    private long left;

    private Printing(PrintWriter out, EventText.Form form, @Nullable Long limit) {
      this.out = out;
      this.form = form;
      this.left = limit == null ? Long.MAX_VALUE : limit;
    }

    private boolean show(Stored message) {
      out.println(EventText.of(message, form));
      left--;
      return !out.checkError() && left > 0;
    }
  }

  private <T> T parsed(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec().commandLine(), option + ": " + e.getMessage(), e);
    }
  }

  private CommandLine.Model.CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("a command that picocli has not made");
    }
    return spec;
  }
}
