package io.pgwalstreams.e2e;

/** WalStreams of a test's own PostgreSQL and NATS, each with a table, a prefix and a stream. */
final class Shop {
  static final String ROLE = "replicator";
  static final String PASSWORD = "change-me";

  private final Cluster cluster;
  private final PostgresPod postgres;
  private final NatsPod nats;
  private final WalStreams walStreams;

  private Shop(Cluster cluster, PostgresPod postgres, NatsPod nats) {
    this.cluster = cluster;
    this.postgres = postgres;
    this.nats = nats;
    this.walStreams = new WalStreams(cluster);
  }

  /** Both servers, the role and its Secret; the operator is there already, or comes now. */
  static Shop open(Cluster cluster, String... settings) {
    return open(cluster, OperatorInstall.clusterWide(), settings);
  }

  /** With an operator of this kind. */
  static Shop open(Cluster cluster, OperatorInstall operator, String... settings) {
    operator.install();
    var shop = new Shop(cluster, PostgresPod.start(cluster, settings), NatsPod.start(cluster));
    shop.postgres.replicator(ROLE, PASSWORD);
    shop.walStreams.credentials(ROLE, ROLE, PASSWORD);
    return shop;
  }

  /** A table {@code name(id, name)} that the role owns. */
  void table(String name) {
    postgres.table(name, ROLE);
  }

  /** A WalStream of the table of its own name, to the stream and prefix of its own name. */
  Document walStream(String name) {
    return Document.minimal()
        .named(name)
        .with(
            """
            spec:
              database:
                host: postgres.%1$s.svc
                credentials: {secretRef: {name: %2$s}}
              publication: {managed: {tables: [{name: %3$s}]}}
              nats:
                servers: ["nats://nats.%1$s.svc:4222"]
                subjectPrefix: %4$s
                stream: {name: %4$s}
            """
                .formatted(cluster.namespace(), ROLE, name.replace('-', '_'), name));
  }

  /** With its table, applied, and waited for. */
  Document start(String name) {
    table(name.replace('-', '_'));
    Document document = walStream(name);
    walStreams.apply(document);
    walStreams.await(name, "Ready", "True");
    return document;
  }

  /** Rows from {@code from} to {@code to} into the WalStream's table, each a transaction. */
  void insert(String name, int from, int to) {
    tryToInsert(name, from, to).ok();
  }

  /** The same, where the way into the pod may break. */
  Command tryToInsert(String name, int from, int to) {
    return postgres.sqlAs(
        "postgres",
        "postgres",
        "DO $$ BEGIN FOR i IN %d..%d LOOP INSERT INTO %s (name) VALUES ('row ' || i); COMMIT; END"
                .formatted(from, to, name.replace('-', '_'))
            + " LOOP; END $$");
  }

  PostgresPod postgres() {
    return postgres;
  }

  NatsPod nats() {
    return nats;
  }

  WalStreams walStreams() {
    return walStreams;
  }
}
