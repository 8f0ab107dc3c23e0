package io.pgwalstreams.worker.convert;

import static io.pgwalstreams.worker.convert.KeyRule.needless;
import static io.pgwalstreams.worker.convert.KeyRule.open;
import static io.pgwalstreams.worker.convert.KeyRule.taken;

import java.util.List;

/**
 * The keys of Debezium Server 3.6 with its PostgreSQL connector and its NATS JetStream sink. The
 * first rule that matches holds.
 */
final class DebeziumKeys {
  private static final String FORM =
      "values have one form, by their type: numbers as JSON numbers, times in ISO 8601, bytea in base64";
  private static final String SNAPSHOT = "there is no snapshot";
  private static final String OFFSETS = "how far it is stands in the stream and in the slot";
  private static final String LIMITS = "memory is bounded by bytes, not by batches and queues";
  private static final String RETRIES = "what heals is waited for, and what does not has a reason";

  private DebeziumKeys() {}

  static final List<KeyRule> RULES =
      List.of(
          // where changes come from
          needless("debezium.source.connector.class", "it is PostgreSQL"),
          taken("debezium.source.database.hostname", "`spec.database.host`"),
          taken("debezium.source.database.port", "`spec.database.port`"),
          taken("debezium.source.database.dbname", "`spec.database.name`, `metadata.name`"),
          taken("debezium.source.database.user", "the Secret of `spec.database.credentials`"),
          taken(
              "debezium.source.database.password",
              "the same Secret; the password itself is never written"),
          taken("debezium.source.database.sslmode", "`spec.database.tls.mode`"),
          taken("debezium.source.database.sslrootcert", "`spec.database.tls.caCertificate`"),
          taken("debezium.source.database.sslcert", "`spec.database.tls.clientCertificate`"),
          taken("debezium.source.database.sslkey", "`spec.database.tls.clientCertificate`"),
          open(
              "debezium.source.database.sslpassword",
              "a key in a Secret has no password: take it off with openssl pkey"),
          open("debezium.source.database.sslfactory", "TLS is Java's own"),
          open(
              "debezium.source.database.initial.statements",
              "no statements are run at the beginning of a connection"),
          needless("debezium.source.database.query.timeout.ms", RETRIES),
          needless("debezium.source.database.tcpKeepAlive", RETRIES),
          needless("debezium.source.database.connection.factory.class", RETRIES),
          taken(
              "debezium.source.slot.name",
              "`spec.slot.existing.name` with `--take-over`; else a new slot"),
          taken("debezium.source.slot.failover", "`spec.slot.managed.failover`"),
          taken(
              "debezium.source.slot.drop.on.stop", "never; see `spec.slot.managed.deletionPolicy`"),
          needless("debezium.source.slot.max.retries", RETRIES),
          needless("debezium.source.slot.retry.delay.ms", RETRIES),
          open("debezium.source.slot.stream.params", "what pgoutput is asked for is fixed"),
          taken("debezium.source.plugin.name", "pgoutput, which PostgreSQL has"),
          taken("debezium.source.publication.name", "`spec.publication.existing.name`"),
          taken("debezium.source.publication.autocreate.mode", "`spec.publication`"),
          taken(
              "debezium.source.publish.via.partition.root",
              "`spec.publication.managed.viaPartitionRoot`"),
          open(
              "debezium.source.replica.identity.autoset.values",
              "no table is altered: run ALTER TABLE ... REPLICA IDENTITY; check names the tables"),
          // what is wanted of them
          taken("debezium.source.schema.include.list", "`spec.filter.tables`"),
          taken(
              "debezium.source.table.include.list",
              "`spec.publication.managed.tables`, or `spec.filter.tables`"),
          open(
              "debezium.source.schema.exclude.list",
              "a filter says what is wanted, not what is unwanted: name the tables"),
          open(
              "debezium.source.table.exclude.list",
              "a filter says what is wanted, not what is unwanted: name the tables"),
          taken("debezium.source.column.exclude.list", "`spec.filter.excludeColumns`"),
          open(
              "debezium.source.column.include.list",
              "write the columns of each table into spec.publication.managed.tables"),
          open(
              "debezium.source.column.mask.*",
              "VALUES ARE NOT MASKED: leave such columns out by spec.filter.excludeColumns"),
          open(
              "debezium.source.column.truncate.*",
              "values are not cut: leave such columns out by spec.filter.excludeColumns"),
          taken("debezium.source.skipped.operations", "the operations that are left"),
          taken("debezium.source.message.prefix.include.list", "`spec.messages.prefixes`"),
          open(
              "debezium.source.message.prefix.exclude.list",
              "name the prefixes that are wanted in spec.messages.prefixes"),
          open(
              "debezium.source.skip.messages.without.change",
              "an UPDATE that changes excluded columns only is an event all the same"),
          // what an event looks like
          taken("debezium.source.topic.prefix", "`spec.nats.subjectPrefix` is another, or given"),
          open("debezium.source.topic.*", "a subject is prefix.schema.table.action"),
          needless("debezium.source.tombstones.on.delete", "a deletion is one event"),
          needless("debezium.source.message.key.columns", "a message of NATS has no key"),
          needless(
              "debezium.source.unavailable.value.placeholder",
              "a value that did not change and was not sent is named in `unchanged`"),
          open(
              "debezium.source.provide.transaction.metadata",
              "the headers mark a transaction's end"),
          open("debezium.source.converters", FORM),
          open("debezium.source.post.processors", FORM),
          needless("debezium.source.include.unknown.datatypes", FORM),
          open("debezium.source.decimal.handling.mode", FORM),
          open("debezium.source.time.precision.mode", FORM),
          open("debezium.source.binary.handling.mode", FORM),
          open("debezium.source.hstore.handling.mode", FORM),
          open("debezium.source.interval.handling.mode", FORM),
          needless("debezium.source.money.fraction.digits", FORM),
          needless("debezium.source.*.propagate.source.type", FORM),
          needless("debezium.source.*name.adjustment.mode", FORM),
          needless("debezium.source.sourceinfo.struct.maker", FORM),
          needless("debezium.source.transaction.metadata.factory", FORM),
          needless("debezium.source.table.ignore.builtin", "a publication has no system tables"),
          needless("debezium.source.include.schema.*", FORM),
          needless("debezium.source.extended.headers.enabled", FORM),
          needless("debezium.format.*.schemas.enable", "there is no schema in a message"),
          taken("debezium.format.value", "JSON"),
          needless("debezium.format.*", "the body is JSON, headers are text"),
          open(
              "debezium.transforms*",
              "nothing is transformed: the body has one form, with schema, table, action, data and commitTime"),
          open("debezium.predicates*", "nothing is transformed"),
          // snapshots and signals
          taken("debezium.source.snapshot.mode", SNAPSHOT),
          needless("debezium.source.snapshot.*", SNAPSHOT),
          needless("debezium.source.incremental.snapshot.*", SNAPSHOT),
          needless("debezium.source.legacy.snapshot.*", SNAPSHOT),
          open("debezium.source.signal.*", "there are no signals, for there is no snapshot"),
          needless("debezium.source.read.only", SNAPSHOT),
          needless("debezium.source.streaming.delay.ms", SNAPSHOT),
          // how it runs
          needless("debezium.source.name", "`metadata.name`"),
          needless("debezium.source.tasks.max", "a WalStream has one worker"),
          needless("debezium.source.offset.*", OFFSETS),
          needless("debezium.source.flush.lsn.source", OFFSETS),
          needless("debezium.source.lsn.flush.*", OFFSETS),
          needless("debezium.source.schema.history.*", OFFSETS),
          needless("debezium.source.schema.refresh.mode", OFFSETS),
          needless("debezium.source.xmin.fetch.interval.ms", OFFSETS),
          needless("debezium.source.heartbeat.*", "an idle database is confirmed by itself"),
          needless(
              "debezium.source.status.update.interval.ms", "PostgreSQL is answered every second"),
          needless("debezium.source.max.*", LIMITS),
          needless("debezium.source.poll.*", LIMITS),
          needless("debezium.source.query.fetch.size", LIMITS),
          needless("debezium.source.queue.provider.type", LIMITS),
          needless("debezium.source.guardrail.*", LIMITS),
          needless("debezium.source.errors.*", RETRIES),
          needless("debezium.source.event.*.failure.handling.mode", RETRIES),
          needless("debezium.source.retriable.*", RETRIES),
          needless("debezium.source.connection.*timeout.ms", RETRIES),
          needless("debezium.source.executor.shutdown.timeout.ms", "`run --shutdown-timeout`"),
          open(
              "debezium.source.notification.*",
              "the operator tells of a WalStream by Events and conditions"),
          open("debezium.source.openlineage.*", "nothing is told to OpenLineage"),
          needless("debezium.source.custom.*", "metrics have the label walstream"),
          needless("debezium.source.statistics.metrics.enabled", "metrics are always there"),
          // where they go
          taken(
              "debezium.sink.type",
              "`nats-jetstream`; another sink's events come to NATS from now on"),
          taken("debezium.sink.nats-jetstream.url", "`spec.nats.servers`"),
          taken(
              "debezium.sink.nats-jetstream.stream-name",
              "its stream stays as it is; `spec.nats.stream.name` is another"),
          taken(
              "debezium.sink.nats-jetstream.subjects",
              "`spec.nats.stream.name` takes everything below the prefix"),
          taken("debezium.sink.nats-jetstream.create-stream", "`spec.nats.stream.createIfMissing`"),
          taken(
              "debezium.sink.nats-jetstream.storage",
              "`spec.nats.stream.createIfMissing.storage`, File"),
          taken(
              "debezium.sink.nats-jetstream.auth.user",
              "the Secret of `spec.nats.credentials.userPassword`"),
          taken("debezium.sink.nats-jetstream.auth.password", "the same Secret, not written"),
          taken(
              "debezium.sink.nats-jetstream.auth.jwt",
              "`spec.nats.credentials.credsFile`, not written"),
          taken(
              "debezium.sink.nats-jetstream.auth.seed",
              "`spec.nats.credentials.credsFile`, not written"),
          taken("debezium.sink.nats-jetstream.auth.tls.*", "`spec.nats.tls`"),
          needless(
              "debezium.sink.nats-jetstream.async.*",
              "publishing is pipelined, and every message is acknowledged"),
          needless("debezium.sink.nats-jetstream.sync.*", RETRIES),
          needless("debezium.sink.*", "of a sink that is left"),
          // the server
          taken("quarkus.log.level", "`spec.worker.logLevel`"),
          needless("quarkus.http.*", "`run --listen` says where probes and metrics answer"),
          needless("quarkus.*", "of the framework it runs in"));
}
