package io.pgwalstreams.worker.convert;

import static io.pgwalstreams.worker.convert.KeyRule.needless;
import static io.pgwalstreams.worker.convert.KeyRule.taken;

import java.util.List;

/** The {@code config.yml} of the Go service of 2022. */
final class GoService {
  private static final String PUBLICATION = "pgwalstreams";

  static final List<KeyRule> RULES =
      GoConfig.rules(
          needless("logger.caller", "a line of the log has no caller"),
          needless(
              "logger.humanReadable", "`run --log-format` says it; in Kubernetes lines are JSON"),
          taken(
              "database.filter.tables.*",
              "`spec.filter.tables`, `spec.publication.managed.tables`"),
          taken("nats.address", "`spec.nats.servers`"),
          needless("nats.clusterID", "from NATS Streaming; nothing reads it"),
          needless("nats.clientID", "from NATS Streaming; nothing reads it"),
          taken("nats.topicPrefix", "`spec.nats.subjectPrefix`, `spec.nats.stream.name`"));

  private GoService() {}

  static Conversion convert(Settings settings, Wishes wishes) {
    var notes = new Notes(settings);
    var common = new GoConfig(settings, notes, wishes);
    Draft.Filter filter = common.filter("database.filter.tables.");
    boolean wantsNothing = filter.tables().isEmpty();
    if (wantsNothing) {
      notes.decide(
          "database.filter.tables",
          "without it nothing was published; this publishes everything that the publication '"
              + PUBLICATION
              + "' sends");
    }
    String database = settings.text("database.name").orElse("");
    var source =
        new Draft.Source(
            wishes.takeOver() || wantsNothing
                ? new Draft.Publication.Existing(PUBLICATION)
                : common.named(filter, "database.filter.tables"),
            common.slot(settings.text("listener.slotName").orElse("") + "_" + database));
    var draft =
        new Draft(
            common.identity(),
            common.database(null),
            source,
            filter,
            nats(settings, notes, wishes),
            common.logLevel());
    return new Conversion(draft, notes.with(RULES));
  }

  private static Draft.Nats nats(Settings settings, Notes notes, Wishes wishes) {
    NatsAddresses addresses = NatsAddresses.parse(settings.text("nats.address").orElse(""));
    String prefix = prefix(settings, notes, wishes);
    return new Draft.Nats(addresses.servers(), addresses.login(), false, prefix);
  }

  private static String prefix(Settings settings, Notes notes, Wishes wishes) {
    String wished = wishes.subjectPrefix();
    if (wished != null) {
      return wished;
    }
    String prefix = settings.text("nats.topicPrefix").orElse("db");
    notes.decide(
        "nats.topicPrefix",
        "the subjects stay the same, so the stream that has them now must give them up first: edit"
            + " its subjects, or give another --subject-prefix");
    return prefix;
  }
}
