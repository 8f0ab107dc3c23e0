package io.pgwalstreams.operator.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.SourceReport;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.tls.TlsMaterial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowingConsumer;

/**
 * One WalStream that asks {@link DatabaseSources}, as the reconciler does, and time passes with
 * each question. Not thread-safe.
 */
final class Customer {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private final DatabaseSources sources;
  private final MovableClock clock;
  private final Key key;
  private final Claim claim;
  private final List<Deed> deeds = new CopyOnWriteArrayList<>();
  private final List<Deed> givenBack = new CopyOnWriteArrayList<>();
  private String host;
  private int port;
  private String database = "postgres";
  private String user = "reader";
  private String password = "";
  private Optional<String> ownerName = Optional.of("owner");
  private String publication = TestDocuments.MANAGED;
  private String slot = TestDocuments.OUR_SLOT;
  private SourceTask.Binding binding =
      new SourceTask.Binding(true, Optional.empty(), Optional.empty(), Optional.empty());
  private long generation = 1;
  private Map<String, ReleaseTask.Keeper> keepers = Map.of();

  Customer(DatabaseSources sources, MovableClock clock, PostgresServer server, String uid) {
    this.sources = sources;
    this.clock = clock;
    this.host = server.host();
    this.port = server.port();
    this.key = new Key("shop", "orders", uid);
    this.claim = new Claim("c", "shop", "orders", uid);
  }

  Key key() {
    return key;
  }

  List<Deed> deeds() {
    return deeds;
  }

  /** The kinds of what releases have told. */
  List<Deed.Kind> givenBack() {
    return givenBack.stream().map(Deed::kind).toList();
  }

  Customer at(String otherHost, int otherPort) {
    host = otherHost;
    port = otherPort;
    return this;
  }

  Customer in(String otherDatabase) {
    database = otherDatabase;
    return this;
  }

  Customer as(String otherUser, String otherPassword) {
    user = otherUser;
    password = otherPassword;
    return this;
  }

  Customer owner(Optional<String> name) {
    ownerName = name;
    return this;
  }

  /** Another document, as {@code kubectl apply} makes it. */
  Customer asks(String publicationSpec, String slotSpec) {
    publication = publicationSpec;
    slot = slotSpec;
    generation++;
    return this;
  }

  Customer binding(boolean intended, String system, String takeOver) {
    binding =
        new SourceTask.Binding(
            intended, Optional.ofNullable(system), Optional.ofNullable(takeOver), Optional.empty());
    return this;
  }

  /** Bound to that server by a status that says what was meant to be made. */
  Customer boundTo(String system) {
    return binding(true, system, null);
  }

  /** Bound to that server, and a person accepts what a halt says. */
  Customer accepts(String boundSystem, String text) {
    binding =
        new SourceTask.Binding(true, Optional.of(boundSystem), Optional.empty(), Optional.of(text));
    return this;
  }

  /** Another WalStream of the cluster is bound to the slot on this server. */
  Customer rival(String system, ReleaseTask.Keeper other) {
    keepers = Map.of(system, other);
    return this;
  }

  private PostgresEndpoint endpoint(String as) {
    char[] secret = password.toCharArray();
    return new PostgresEndpoint(
        host,
        port,
        database,
        as,
        () -> secret,
        new PostgresEndpoint.Tls(PostgresEndpoint.TlsMode.DISABLE, TlsMaterial.NONE),
        "pgwalstreams shop/orders",
        Duration.ofSeconds(3));
  }

  PostgresEndpoint reader() {
    return endpoint(user);
  }

  Sources.Look look() {
    WalStreamDocument document = TestDocuments.of(generation, publication, slot);
    Sources.Look look =
        sources.look(
            key,
            new SourceTask(
                document,
                reader(),
                ownerName.map(this::endpoint),
                host + port + user + password + ownerName,
                claim,
                binding));
    deeds.addAll(look.deeds());
    return look;
  }

  /** Asks until the newest document has been looked at and the answer is as wanted. */
  SourceReport until(ThrowingConsumer<SourceReport> wanted) {
    return untilLook(l -> wanted.accept(l.report())).report();
  }

  Sources.Look untilLook(ThrowingConsumer<Sources.Look> wanted) {
    return await()
        .atMost(LIMIT)
        .until(
            () -> {
              clock.move(Duration.ofSeconds(11));
              return look();
            },
            l -> l.report().generation() == generation && holds(wanted, l));
  }

  private static boolean holds(ThrowingConsumer<Sources.Look> wanted, Sources.Look look) {
    try {
      wanted.accept(look);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  SourceReport untilReady() {
    return until(r -> assertThat(r.ready()).isTrue());
  }

  Release releasesUntilOver() {
    return await().atMost(LIMIT).until(this::release, r -> !(r instanceof Release.Working));
  }

  Release release() {
    Sources.Released released = sources.release(key, releaseTask());
    givenBack.addAll(released.deeds());
    return released.release();
  }

  private ReleaseTask releaseTask() {
    return new ReleaseTask(
        reader(),
        ownerName.map(this::endpoint),
        claim,
        Optional.of(
            new ReleaseTask.Slot(
                "s", publication.startsWith("managed"), binding.intended(), keepers)),
        publication.startsWith("managed"),
        binding.systemIdentifier());
  }

  void forget() {
    sources.forget(key);
  }
}
