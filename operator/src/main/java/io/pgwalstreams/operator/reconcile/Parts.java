package io.pgwalstreams.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.operator.apply.Children;
import io.pgwalstreams.operator.desired.References;
import io.pgwalstreams.operator.desired.WorkerPlan;
import io.pgwalstreams.operator.events.EventRecorder;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.SourceReport;
import io.pgwalstreams.operator.observe.WorkerReport;
import io.pgwalstreams.operator.resource.Documents;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.operator.source.ReleaseTask;
import io.pgwalstreams.operator.source.Sources;
import io.pgwalstreams.operator.status.StatusNumbers;
import io.pgwalstreams.operator.worker.WorkerPolls;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What reconciliations share. Thread-safe. */
public final class Parts implements AutoCloseable {
  private static final Duration ASK_EVERY = Duration.ofSeconds(5);

  /**
   * How the operator was set up.
   *
   * @param instance which operator it is, as the name of its pod
   */
  public record Settings(
      String operatorNamespace,
      String clusterId,
      String instance,
      WorkerPlan.Image workerImage,
      Duration deletionTimeout,
      Clock clock) {}

  private final Settings settings;
  private final Documents documents = new Documents();
  private final Credentials credentials = new Credentials();
  private final Children children = new Children();
  private final SimpleInboundEventSource<WalStreamResource> news =
      new SimpleInboundEventSource<>("news");
  private final Sources sources;
  private final WorkerPolls workers;
  private final RolloutTurns turns;
  private final EventRecorder events;
  private final Orphans orphans;
  private volatile @Nullable ResourceCache<WalStreamResource> known;
  private final AtomicLong orphansLeft = new AtomicLong();

  /**
   * Makes the parts.
   *
   * @param sources made with what is to be called when there is news of a database
   * @param ask gives a worker's answer at an address
   */
  public Parts(
      KubernetesClient client,
      Settings settings,
      Function<Consumer<Key>, Sources> sources,
      Function<String, Optional<WorkerReport>> ask) {
    this.settings = settings;
    this.sources = sources.apply(this::tell);
    this.workers = new WorkerPolls(ask, this::tell, ASK_EVERY);
    this.turns = new RolloutTurns(settings.clock());
    this.events = new EventRecorder(client, settings.instance(), settings.clock());
    this.orphans = new Orphans(client, settings.operatorNamespace(), settings.clock(), orphansLeft);
  }

  /** What the WalStreams are, as far as the operator knows them; empty before it leads. */
  void knows(ResourceCache<WalStreamResource> walStreams) {
    known = walStreams;
  }

  /** What the status of each says in numbers; for metrics. */
  public List<StatusNumbers.Sample> numbers() {
    ResourceCache<WalStreamResource> all = known;
    return all == null ? List.of() : all.list().flatMap(Parts::numbers).toList();
  }

  private static Stream<StatusNumbers.Sample> numbers(WalStreamResource r) {
    return Stream.ofNullable(r.getStatus())
        .flatMap(status -> StatusNumbers.of(Situation.key(r).display(), status).stream());
  }

  private void tell(Key key) {
    news.propagateEvent(new ResourceID(key.name(), key.namespace()));
  }

  /**
   * What the document refers to is there.
   *
   * @param renewed another value than before is behind it
   */
  record Resolved(Credentials.Endpoints endpoints, boolean renewed) {}

  /** Resolves what the document refers to; FailureException with SecretMissing. */
  Resolved resolve(Situation situation, WalStreamDocument document) {
    var references =
        new ClusterReferences(situation.context().getClient(), situation.key().namespace());
    Credentials.Endpoints endpoints = credentials.resolve(situation.key(), document, references);
    References.of(document).forEach(references::require);
    return new Resolved(
        endpoints, credentials.isRenewed(situation.key(), references.fingerprint()));
  }

  /** Who else of this cluster holds the slot. */
  Optional<Failure> rival(Situation situation, WalStreamDocument document, SourceReport source) {
    boolean claimed =
        document.spec().publication().managed() != null
            && document.spec().slot().existing() == null;
    return source
        .server()
        .flatMap(
            server ->
                Rivals.inTheWay(
                    holder(situation.resource()),
                    server.systemIdentifier(),
                    document.slotName(),
                    claimed,
                    holders(situation)));
  }

  /** Who else of this cluster keeps the slot of this name, on which server. */
  Map<String, ReleaseTask.Keeper> keepers(Situation situation, String slot) {
    return Rivals.keepers(holder(situation.resource()), slot, holders(situation));
  }

  private static List<Rivals.Holder> holders(Situation situation) {
    return situation.context().getPrimaryCache().list().map(Parts::holder).toList();
  }

  private static Rivals.Holder holder(WalStreamResource r) {
    return new Rivals.Holder(
        Situation.key(r),
        address(r),
        r.getMetadata().getCreationTimestamp(),
        Optional.ofNullable(r.getStatus()));
  }

  /** Of any resource in the cache, also of one that breaks the rules. */
  private static String address(WalStreamResource r) {
    JsonNode spec = Optional.<JsonNode>ofNullable(r.getSpec()).orElse(MissingNode.getInstance());
    JsonNode database = spec.path("database");
    String host = ServiceHost.of(database.path("host").asText(""), r.getMetadata().getNamespace());
    return host.toLowerCase(Locale.ROOT) + ":" + database.path("port").asInt(5432);
  }

  /** What stands on a publication of this WalStream. */
  Claim claim(Key key) {
    return new Claim(settings.clusterId(), key.namespace(), key.name(), key.uid());
  }

  void forget(Key key) {
    sources.forget(key);
    workers.forget(key);
    credentials.forget(key);
    documents.forget(key.uid());
    turns.release(key);
  }

  Documents documents() {
    return documents;
  }

  Credentials credentials() {
    return credentials;
  }

  Children children() {
    return children;
  }

  SimpleInboundEventSource<WalStreamResource> news() {
    return news;
  }

  Sources sources() {
    return sources;
  }

  WorkerPolls workers() {
    return workers;
  }

  RolloutTurns turns() {
    return turns;
  }

  EventRecorder events() {
    return events;
  }

  Orphans orphans() {
    return orphans;
  }

  /** How many deletions have left something behind since the start; for metrics. */
  public AtomicLong orphansLeft() {
    return orphansLeft;
  }

  String operatorNamespace() {
    return settings.operatorNamespace();
  }

  WorkerPlan.Image workerImage() {
    return settings.workerImage();
  }

  Duration deletionTimeout() {
    return settings.deletionTimeout();
  }

  Clock clock() {
    return settings.clock();
  }

  @Override
  public void close() {
    workers.close();
    sources.close();
  }
}
