package io.pgwalstreams.worker.convert;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The {@code application.properties} of Debezium Server, with its PostgreSQL connector. */
final class DebeziumServer {
  private static final String SOURCE = "debezium.source.";
  private static final DatabaseKeys DATABASE =
      new DatabaseKeys(
          SOURCE + "database.hostname",
          SOURCE + "database.port",
          SOURCE + "database.dbname",
          SOURCE + "database.user");
  private static final List<String> MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  private final Settings settings;
  private final Notes notes;
  private final Wishes wishes;
  private final Draft.Identity identity;

  private DebeziumServer(Settings settings, Wishes wishes) {
    this.settings = settings;
    this.notes = new Notes(settings);
    this.wishes = wishes;
    this.identity = DATABASE.identity(settings, wishes);
  }

  static Conversion convert(Settings settings, Wishes wishes) {
    return new DebeziumServer(settings, wishes).convert();
  }

  private Conversion convert() {
    refuseOtherDatabases();
    expressions();
    var source = new DebeziumSource(settings, notes, wishes);
    var draft =
        new Draft(
            identity,
            DATABASE.read(settings, notes, tls()),
            source.source(),
            source.filter(),
            new DebeziumSink(settings, notes, wishes).nats(identity.name()),
            logLevel());
    forms();
    return new Conversion(draft, notes.with(DebeziumKeys.RULES));
  }

  private void refuseOtherDatabases() {
    String connector = settings.text(SOURCE + "connector.class").orElse("");
    if (!connector.toLowerCase(Locale.ROOT).contains("postgres")) {
      throw refused(
          "debezium.source.connector.class is not the PostgreSQL connector",
          "convert a configuration of the PostgreSQL connector");
    }
  }

  static FailureException refused(String what, String instead) {
    return Reason.InvalidSpec.because(what, instead).asException();
  }

  /** What the server itself would put into a value is not known here. */
  private void expressions() {
    for (Setting setting : settings.all()) {
      boolean secret = setting.key().matches("(?i).*(password|jwt|seed|user)");
      if (setting.text().contains("${") && !secret) {
        notes.decide(setting.key(), "its value is an expression: write what it stands for");
      }
    }
  }

  private Draft.@Nullable Tls tls() {
    String mode =
        notes
            .oneOf(SOURCE + "database.sslmode", MODES, "its default is taken")
            .map(m -> m.equals("allow") ? "prefer" : m)
            .orElse(null);
    boolean ca = settings.find(SOURCE + "database.sslrootcert").isPresent();
    boolean client = settings.find(SOURCE + "database.sslcert").isPresent();
    if (ca) {
      notes.decide(
          SOURCE + "database.sslrootcert",
          "put that file, as PEM, into a Secret: kubectl create secret generic "
              + identity.name()
              + "-ca --from-file=ca.crt=FILE");
    }
    if (client) {
      notes.decide(
          SOURCE + "database.sslcert",
          "put certificate and key, as PEM, into a Secret: kubectl create secret tls "
              + identity.name()
              + "-client --cert=FILE --key=FILE");
    }
    return mode == null && !ca && !client ? null : new Draft.Tls(mode, ca, client);
  }

  private void forms() {
    settings
        .text("debezium.format.value")
        .filter(format -> !format.equalsIgnoreCase("json"))
        .ifPresent(f -> notes.decide("debezium.format.value", "the body is JSON"));
  }

  private @Nullable String logLevel() {
    String level = settings.text("quarkus.log.level").orElse("").toLowerCase(Locale.ROOT);
    return List.of("trace", "debug", "warn", "error").contains(level) ? level : null;
  }
}
