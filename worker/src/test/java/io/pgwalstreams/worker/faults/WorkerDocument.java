package io.pgwalstreams.worker.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import java.io.UncheckedIOException;
import java.util.List;

/** The documents that a worker is started with: a WalStream and its Secret. Immutable. */
final class WorkerDocument {
  /** Name of the slot. */
  static final String SLOT = "ws_faults";

  /** Name of the publication. */
  static final String PUBLICATION = "ws_faults";

  /** Name of the stream. */
  static final String STREAM = "faults";

  /** What subjects begin with. */
  static final String PREFIX = "db";

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String TEMPLATE =
      """
      apiVersion: pgwalstreams.io/v1alpha1
      kind: WalStream
      metadata: {name: faults, namespace: test}
      spec:
        database:
          host: %s
          port: %d
          name: postgres
          credentials: {secretRef: {name: faults}}
          tls: {mode: disable}
        publication:
          managed:
            name: ws_faults
            tables: [{name: entry}, {name: ledger}, {name: audit}]
        slot:
          managed: {name: ws_faults}
        nats:
          servers: ["%s"]
          subjectPrefix: db
          stream: {name: faults, createIfMissing: {}}
        delivery:
          mode: ExactlyOnce
          confirmDelay: 2s
      """;
  private static final String SECRET =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: faults, namespace: test}
      stringData: {username: "%s", password: "%s"}
      """;

  private final ObjectNode root;
  private final String secret;

  private WorkerDocument(ObjectNode root, String secret) {
    this.root = root;
    this.secret = secret;
  }

  /** A worker between these two. */
  static WorkerDocument of(PostgresServer postgres, NatsServer nats) {
    String text = TEMPLATE.formatted(postgres.host(), postgres.port(), nats.url());
    return new WorkerDocument((ObjectNode) read(text), SECRET.formatted("postgres", "unused"));
  }

  /** With another value at a path below {@code spec}, given as YAML. */
  WorkerDocument with(String path, String yaml) {
    ObjectNode copy = root.deepCopy();
    var at = (ObjectNode) copy.get("spec");
    var names = List.of(path.split("\\."));
    for (String name : names.subList(0, names.size() - 1)) {
      at = at.withObject("/" + name);
    }
    at.set(names.getLast(), read(yaml));
    return new WorkerDocument(copy, secret);
  }

  /** Of another name. */
  WorkerDocument named(String name) {
    ObjectNode copy = root.deepCopy();
    copy.withObject("/metadata").put("name", name);
    return new WorkerDocument(copy, secret);
  }

  /** With these credentials of PostgreSQL. */
  WorkerDocument as(String user, String password) {
    return new WorkerDocument(root, SECRET.formatted(user, password));
  }

  /** With one more Secret, and the credentials of NATS in it. */
  WorkerDocument asOnNats(String user, String password) {
    String second = SECRET.replace("{name: faults,", "{name: nats,").formatted(user, password);
    return new WorkerDocument(
        with("nats.credentials", "{userPassword: {secretRef: {name: nats}}}").root,
        secret + "---\n" + second);
  }

  /** Without the Secret: it is to be found elsewhere. */
  WorkerDocument withoutSecret() {
    return new WorkerDocument(root, "");
  }

  private static JsonNode read(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of the file. */
  String text() {
    try {
      return YAML.writeValueAsString(root) + (secret.isEmpty() ? "" : "---\n" + secret);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
