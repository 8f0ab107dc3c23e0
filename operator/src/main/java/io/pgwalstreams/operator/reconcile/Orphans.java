package io.pgwalstreams.operator.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.operator.observe.Key;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of what a deletion had to leave behind in a database that was away for too long: a
 * ConfigMap in the operator's namespace with the SQL to run, a line in the log, and a metric.
 * Thread-safe.
 */
final class Orphans {
  private static final Logger LOG = LoggerFactory.getLogger("pgwalstreams");

  /** Selects the records. */
  static final String LABEL = "pgwalstreams.io/orphan";

  private final KubernetesClient client;
  private final String namespace;
  private final Clock clock;
  private final AtomicLong left;

  Orphans(KubernetesClient client, String namespace, Clock clock, AtomicLong left) {
    this.client = client;
    this.namespace = namespace;
    this.clock = clock;
    this.left = left;
  }

  /** Writes the record; it stays until a person deletes it. */
  void record(Key key, String where, Holdings holdings, Failure why) {
    var record =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("orphan-" + key.uid())
            .withNamespace(namespace)
            .withLabels(
                Map.of("app.kubernetes.io/managed-by", "pgwalstreams-operator", LABEL, "true"))
            .endMetadata()
            .withData(
                Map.of(
                    "walstream", key.display(),
                    "database", where,
                    "time", clock.instant().toString(),
                    "why", why.reason() + ": " + why.sentence(),
                    "drop.sql", holdings.sql()))
            .build();
    client.resource(record).fieldManager(Fields.MANAGER).forceConflicts().serverSideApply();
    left.incrementAndGet();
    LOG.atWarn()
        .addKeyValue("walstream", key.display())
        .addKeyValue("reason", why.reason())
        .log(
            "deleted, and left behind in {}: {} (record: ConfigMap {}/orphan-{})",
            where,
            holdings.sql().strip().replace('\n', ' '),
            namespace,
            key.uid());
  }
}
