package io.pgwalstreams.operator.reconcile;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.postgres.DatabaseEndpoints;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The endpoints that each WalStream was last seen with: when a namespace is deleted, its Secrets
 * may go before its WalStreams. In memory only. Thread-safe.
 */
final class Credentials {
  private final Map<Key, Endpoints> lastGood = new ConcurrentHashMap<>();
  private final Map<Key, String> lastSeen = new ConcurrentHashMap<>();

  /**
   * Where the database is, and as whom to come. Never printed: it holds passwords.
   *
   * @param fingerprint another one when any value behind it has changed
   */
  record Endpoints(PostgresEndpoint reader, Optional<PostgresEndpoint> owner, String fingerprint) {
    @Override
    public String toString() {
      return "Endpoints[" + reader + "]";
    }
  }

  /** Resolves the document's references; FailureException with SecretMissing. */
  Endpoints resolve(Key key, WalStreamDocument document, ClusterReferences references) {
    var endpoints = new DatabaseEndpoints(document, references);
    String host = ServiceHost.of(document.spec().database().host(), key.namespace());
    PostgresEndpoint reader = endpoints.reader().at(host);
    Optional<PostgresEndpoint> owner = endpoints.owner().map(owning -> owning.at(host));
    var resolved = new Endpoints(reader, owner, references.fingerprint());
    lastGood.put(key, resolved);
    return resolved;
  }

  /** What was resolved last; empty when nothing ever was by this process. */
  Optional<Endpoints> lastGood(Key key) {
    return Optional.ofNullable(lastGood.get(key));
  }

  /**
   * True when another value than before is behind what the document refers to; false when this
   * process sees it for the first time.
   *
   * @param fingerprint of all these values
   */
  boolean isRenewed(Key key, String fingerprint) {
    String before = lastSeen.put(key, fingerprint);
    return before != null && !before.equals(fingerprint);
  }

  void forget(Key key) {
    lastGood.remove(key);
    lastSeen.remove(key);
  }
}
