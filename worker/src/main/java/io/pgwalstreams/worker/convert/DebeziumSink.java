package io.pgwalstreams.worker.convert;

import java.util.List;

/** The NATS JetStream sink of Debezium Server. */
final class DebeziumSink {
  private static final String SINK = "debezium.sink.nats-jetstream.";

  private final Settings settings;
  private final Notes notes;
  private final Wishes wishes;

  DebeziumSink(Settings settings, Notes notes, Wishes wishes) {
    this.settings = settings;
    this.notes = notes;
    this.wishes = wishes;
  }

  Draft.Nats nats(String name) {
    String topic = settings.text("debezium.source.topic.prefix").orElse("");
    String prefix = wishes.prefixBeside(topic, name);
    notes.decide(
        "debezium.source.topic.prefix",
        "a table's subject was "
            + topic
            + ".SCHEMA.TABLE and its subjects are now "
            + prefix
            + ".SCHEMA.TABLE.ACTION, in a stream of their own: change the consumers");
    String type = settings.text("debezium.sink.type").orElse("");
    NatsAddresses addresses = NatsAddresses.parse("");
    if (type.equalsIgnoreCase("nats-jetstream")) {
      addresses = NatsAddresses.parse(settings.text(SINK + "url").orElse(""));
      stream(prefix, topic);
    } else {
      notes.decide(
          "debezium.sink.type",
          "it publishes elsewhere: write the address of NATS into spec.nats.servers");
    }
    return new Draft.Nats(addresses.servers(), login(addresses.login()), tls(), prefix);
  }

  private void stream(String prefix, String topic) {
    String stream = settings.text(SINK + "stream-name").orElse("DebeziumStream");
    String subjects = settings.text(SINK + "subjects").orElse("*.*.*");
    boolean overlap =
        List.of(subjects.split("\\s*,\\s*", -1)).stream()
            .anyMatch(subject -> Names.overlap(subject, prefix));
    if (overlap) {
      notes.decide(
          SINK + "subjects",
          "the stream '"
              + stream
              + "' takes "
              + subjects
              + ", and no two streams may take the same subject: narrow it first, nats stream edit "
              + stream
              + " --subjects '"
              + topic
              + ".>'");
    }
    if (settings.text(SINK + "storage").orElse("memory").equalsIgnoreCase("memory")) {
      notes.decide(
          SINK + "storage",
          "Debezium's stream is in memory, and is empty after a restart of NATS: the new one is in"
              + " files");
    }
    if (settings.text(SINK + "create-stream").filter("true"::equalsIgnoreCase).isEmpty()) {
      notes.decide(
          SINK + "create-stream",
          "the new stream is made when it is missing: remove createIfMissing to make it yourself");
    }
  }

  private Draft.Login login(Draft.Login ofTheAddress) {
    if (settings.find(SINK + "auth.jwt").isPresent()) {
      notes.decide(
          SINK + "auth.jwt",
          "JWT and seed go into one file, as nats keeps it (nsc generate creds), in a Secret under"
              + " the key user.creds");
      return new Draft.Login.Creds();
    }
    return settings
        .text(SINK + "auth.user")
        .<Draft.Login>map(Draft.Login.User::new)
        .orElse(ofTheAddress);
  }

  private boolean tls() {
    if (settings.find(SINK + "auth.tls.keystore").isEmpty()) {
      return false;
    }
    notes.decide(
        SINK + "auth.tls.keystore",
        "put what is in it, as PEM, into two Secrets: the CA under ca.crt in NAME-nats-ca,"
            + " certificate and key (keytool -importkeystore -deststoretype PKCS12, openssl pkcs12)"
            + " under tls.crt and tls.key in NAME-nats-client");
    return true;
  }
}
