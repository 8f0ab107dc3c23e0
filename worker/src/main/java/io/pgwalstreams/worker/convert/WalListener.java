package io.pgwalstreams.worker.convert;

import static io.pgwalstreams.worker.convert.KeyRule.needless;
import static io.pgwalstreams.worker.convert.KeyRule.open;
import static io.pgwalstreams.worker.convert.KeyRule.taken;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code config.yml} of wal-listener 2. */
final class WalListener {
  private static final String PUBLICATION = "wal-listener";
  private static final String OTHER_BROKERS = "wal-listener reads it for other brokers only";

  static final List<KeyRule> RULES =
      GoConfig.rules(
          needless("listener.serverPort", "`run --listen` says where probes and metrics answer"),
          taken(
              "listener.filter.tables.*",
              "`spec.filter.tables`, `spec.publication.managed.tables`"),
          open(
              "listener.topicsMap.*",
              "each table has subjects of its own: let the consumer ask for all of them, as filter"
                  + " subjects of one consumer"),
          needless("logger.fmt", "`run --log-format` says it; in Kubernetes lines are JSON"),
          taken("database.enableTLS", "`spec.database.tls.mode`"),
          taken("database.sslMode", "`spec.database.tls.mode`"),
          taken("publisher.type", "`nats`; another broker's events come to NATS from now on"),
          taken("publisher.address", "`spec.nats.servers`"),
          taken("publisher.topic", "its stream stays as it is; `spec.nats.stream.name` is another"),
          open("publisher.topicPrefix", "a subject is prefix.schema.table.action, without it"),
          needless("publisher.messageKeyFrom", OTHER_BROKERS),
          needless("publisher.exchangeKind", OTHER_BROKERS),
          needless("publisher.pubSubProjectID", OTHER_BROKERS),
          needless("publisher.enableTLS", OTHER_BROKERS),
          needless("publisher.clientCert", OTHER_BROKERS),
          needless("publisher.clientKey", OTHER_BROKERS),
          needless("publisher.caCert", OTHER_BROKERS),
          open("monitoring.sentryDSN", "nothing is sent to Sentry: alert on the metrics instead"),
          needless("monitoring.promAddr", "`/metrics` answers where `run --listen` says"));

  private WalListener() {}

  static Conversion convert(Settings settings, Wishes wishes) {
    var notes = new Notes(settings);
    var common = new GoConfig(settings, notes, wishes);
    Draft.Filter filter = common.filter("listener.filter.tables.");
    boolean wantsNothing = filter.tables().isEmpty();
    if (wantsNothing) {
      notes.decide(
          "listener.filter.tables",
          "without it wal-listener publishes nothing; this publishes everything that the publication"
              + " '"
              + PUBLICATION
              + "' sends");
    }
    Draft.Source source =
        new Draft.Source(
            wishes.takeOver() || wantsNothing
                ? new Draft.Publication.Existing(PUBLICATION)
                : common.named(filter, "listener.filter.tables"),
            common.slot(settings.text("listener.slotName").orElse("")));
    var draft =
        new Draft(
            common.identity(),
            common.database(tls(settings, notes)),
            source,
            filter,
            nats(settings, common, notes, wishes),
            common.logLevel());
    return new Conversion(draft, notes.with(RULES));
  }

  private static Draft.@Nullable Tls tls(Settings settings, Notes notes) {
    boolean enabled =
        settings.text("database.enableTLS").filter("true"::equalsIgnoreCase).isPresent();
    if (!enabled) {
      return null;
    }
    String mode =
        notes
            .oneOf(
                "database.sslMode",
                List.of("require", "verify-ca", "verify-full"),
                "'require' is written")
            .orElse("require");
    return new Draft.Tls(mode, false, false);
  }

  private static Draft.Nats nats(Settings settings, GoConfig common, Notes notes, Wishes wishes) {
    String type = settings.text("publisher.type").orElse("nats");
    String address = settings.text("publisher.address").orElse("");
    if (!type.equalsIgnoreCase("nats")) {
      notes.decide(
          "publisher.type",
          "it publishes to another broker: write the address of NATS into spec.nats.servers");
      address = "";
    }
    String topic = settings.text("publisher.topic").orElse("");
    String prefix = wishes.prefixBeside(topic, common.identity().name());
    subjects(topic, prefix, notes);
    NatsAddresses addresses = NatsAddresses.parse(address);
    return new Draft.Nats(addresses.servers(), addresses.login(), false, prefix);
  }

  private static void subjects(String topic, String prefix, Notes notes) {
    notes.decide(
        "publisher.topic",
        "a table's subjects were "
            + topic
            + ".SCHEMA_TABLE and are now "
            + prefix
            + ".SCHEMA.TABLE.ACTION, in a stream of their own beside '"
            + topic
            + "': change the consumers");
    if (Names.overlap(topic + ".*", prefix)) {
      notes.decide(
          "publisher.topic",
          "the stream '"
              + topic
              + "' takes "
              + topic
              + ".*, and no two streams may take the same subject: give another --subject-prefix, or"
              + " delete that stream first");
    }
  }
}
