package io.pgwalstreams.worker.convert;

import org.jspecify.annotations.Nullable;

/** By which keys a program names its database. */
record DatabaseKeys(String host, String port, String name, String user) {
  private static final int STANDARD_PORT = 5432;

  /** What stands there; what is missing is told of. */
  Draft.Database read(Settings settings, Notes notes, Draft.@Nullable Tls tls) {
    return new Draft.Database(
        required(settings, notes, host, "localhost"),
        port(settings, notes),
        required(settings, notes, name, "postgres"),
        required(settings, notes, user, "postgres"),
        "PGPASSWORD",
        tls);
  }

  private static String required(Settings settings, Notes notes, String key, String otherwise) {
    return settings
        .text(key)
        .orElseGet(
            () -> {
              notes.decide(key, "it is not in the file: '" + otherwise + "' is written");
              return otherwise;
            });
  }

  private @Nullable Integer port(Settings settings, Notes notes) {
    String text = settings.text(port).orElse("");
    if (!text.isEmpty() && !text.matches("[0-9]{1,5}")) {
      notes.decide(port, "it is no number: " + STANDARD_PORT + " is taken");
      return null;
    }
    int number = text.isEmpty() ? STANDARD_PORT : Integer.parseInt(text);
    return number == STANDARD_PORT ? null : number;
  }

  /** The WalStream: named as is wished, or after the database. */
  Draft.Identity identity(Settings settings, Wishes wishes) {
    String wished = wishes.name();
    return new Draft.Identity(
        wished == null ? Names.resource(settings.text(name).orElse("")) : wished,
        wishes.namespace());
  }
}
