package io.pgwalstreams.worker.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A user's folder with a document and mounted secrets. */
final class Folder {
  static final String DATABASE_SECRET =
      """
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: shop-db}
      stringData: {username: reader, password: secret}
      """;

  final Path path;
  final Map<String, String> environment = new HashMap<>();

  Folder(Path path) {
    this.path = path;
  }

  /** A document; {@code nats} and {@code tls} are lines below those keys. */
  static String document(String nats, String tls) {
    return """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: shop}
        spec:
          database:
            host: pg
            name: app
            credentials: {secretRef: {name: shop-db}}
            %s
          publication:
            managed: {tables: [{name: users}]}
          nats:
            servers: ["nats://n:4222"]
            subjectPrefix: db
            stream: {name: db}
            %s
        """
        .formatted(tls, nats);
  }

  static String document() {
    return document("", "");
  }

  Folder write(String name, String text) {
    try {
      Path file = path.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ConfigLoader loader() {
    return new ConfigLoader(
        List.of(path.resolve("shop.yaml")),
        path.resolve("secrets"),
        environment::get,
        Set.of(),
        false);
  }
}
