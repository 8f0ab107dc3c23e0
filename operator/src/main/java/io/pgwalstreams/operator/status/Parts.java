package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.Halt;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Observation;
import io.pgwalstreams.operator.observe.SourceReport.Server;
import io.pgwalstreams.operator.observe.WorkerReport;
import io.pgwalstreams.operator.observe.Workload.Ended;
import io.pgwalstreams.operator.observe.Workload.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the status tells beside its conditions. What is not seen now is told as it was seen last.
 */
final class Parts {
  private static final int KEPT_GAPS = 5;

  private final Seen seen;
  private final @Nullable WalStreamStatus before;
  private final Previous previous;

  Parts(Seen seen, Previous previous) {
    this.seen = seen;
    this.before = previous.status();
    this.previous = previous;
  }

  private Observation observation() {
    return seen.observation();
  }

  /**
   * The binding: made when a worker can start for the first time. Another server takes its place
   * only when whoever looked found the database in order, and so has agreed to it.
   */
  WalStreamStatus.@Nullable Source source() {
    WalStreamStatus.Source bound = before == null ? null : before.source();
    Server server = seen.source().server().orElse(null);
    if (server == null) {
      return bound;
    }
    boolean same = bound != null && server.systemIdentifier().equals(bound.systemIdentifier());
    boolean agreed =
        seen.source().ready() && seen.source().generation() == observation().generation();
    return same || agreed
        ? new WalStreamStatus.Source(
            server.systemIdentifier(), server.timeline(), server.version(), server.database())
        : bound;
  }

  WalStreamStatus.@Nullable Publication publication() {
    WalStreamStatus.Publication last = before == null ? null : before.publication();
    Observation.Names names = observation().names();
    boolean ours = seen.source().publication().usable() && !names.publication().isEmpty();
    Integer tables = seen.source().tableCount().orElse(last == null ? null : last.tableCount());
    if (ours) {
      return new WalStreamStatus.Publication(
          names.publication(), names.publicationManaged(), tables);
    }
    return last == null
        ? null
        : new WalStreamStatus.Publication(last.name(), last.managed(), tables);
  }

  /** The slot with fresh numbers. */
  WalStreamStatus.@Nullable Slot slot() {
    WalStreamStatus.Slot last = before == null ? null : before.slot();
    Observation.Names names = observation().names();
    boolean ours = seen.source().slot().usable() && !names.slot().isEmpty();
    if (!ours && last == null) {
      return null;
    }
    String name = ours ? names.slot() : Objects.requireNonNull(last).name();
    Boolean managed =
        ours ? Boolean.valueOf(names.slotManaged()) : Objects.requireNonNull(last).managed();
    return seen.source()
        .slotState()
        .map(
            s ->
                new WalStreamStatus.Slot(
                    name,
                    managed,
                    s.walStatus(),
                    s.failover(),
                    s.synced(),
                    RoundedBytes.text(s.retainedBytes()),
                    unpublished(s, last)))
        .orElseGet(() -> withoutRow(name, managed, last));
  }

  /**
   * WAL that the stream does not hold yet. What the worker holds back from confirming is published;
   * only while no worker tells, the slot's position stands for it.
   */
  private @Nullable String unpublished(SlotState row, WalStreamStatus.@Nullable Slot last) {
    boolean silent = observation().worker().isEmpty() && seen.streaming();
    if (silent && last != null && last.unpublishedWal() != null) {
      return last.unpublishedWal();
    }
    long unconfirmed = row.unconfirmedBytes();
    return RoundedBytes.text(
        observation()
            .worker()
            .flatMap(WorkerReport::published)
            .map(row.walEnd()::bytesSince)
            .map(behind -> Math.min(behind, unconfirmed))
            .orElse(unconfirmed));
  }

  /** The row was not read, or there is none. */
  private WalStreamStatus.Slot withoutRow(
      @Nullable String name, @Nullable Boolean managed, WalStreamStatus.@Nullable Slot last) {
    boolean none = seen.source().slot() instanceof Aspect.Bad;
    return none || last == null
        ? new WalStreamStatus.Slot(name, managed, null, null, null, null, null)
        : new WalStreamStatus.Slot(
            name,
            managed,
            last.walStatus(),
            last.failover(),
            last.synced(),
            last.retainedWal(),
            last.unpublishedWal());
  }

  WalStreamStatus.@Nullable Stream stream() {
    return observation()
        .worker()
        .flatMap(WorkerReport::stream)
        .map(s -> new WalStreamStatus.Stream(s.name(), s.created(), s.storage(), s.replicas()))
        .orElse(before == null ? null : before.stream());
  }

  WalStreamStatus.@Nullable Worker worker() {
    WalStreamStatus.Worker last = before == null ? null : before.worker();
    Integer restarts =
        seen.workload().pod().map(Pod::restarts).orElse(last == null ? null : last.restarts());
    WorkerReport report = observation().worker().orElse(null);
    if (report == null) {
      return last == null
          ? null
          : new WalStreamStatus.Worker(
              last.appliedGeneration(),
              last.configHash(),
              last.version(),
              last.delivery(),
              restarts);
    }
    // A worker that starts works by no generation yet; that is no news.
    long applied =
        report.appliedGeneration() > 0
            ? report.appliedGeneration()
            : previous.appliedGeneration(observation().generation());
    return new WalStreamStatus.Worker(
        applied == 0 ? null : applied,
        report.configHash(),
        report.version(),
        report.delivery(),
        restarts);
  }

  /** Stands until events flow again, also while the worker that goes on behind it starts. */
  WalStreamStatus.@Nullable Halt halt() {
    if (seen.streaming()) {
      return null;
    }
    WalStreamStatus.Halt last = before == null ? null : before.halt();
    Ended ended = seen.ended().orElse(null);
    Halt halt = ended == null ? null : ended.halt().orElse(null);
    if (ended == null || halt == null || (last != null && halt.id().equals(last.id()))) {
      // The same halt, found again by each container that is started: since when does not move.
      return last;
    }
    return new WalStreamStatus.Halt(
        halt.id(), ended.why().reason().name(), ended.time(), halt.position().orElse(null));
  }

  private static WalStreamStatus.Gap gap(WorkerReport.Gap g) {
    return new WalStreamStatus.Gap(
        g.from().isEmpty() ? null : g.from(), g.to(), g.time(), g.reason());
  }

  /** Not by its letters: {@code 05.5Z} would come before {@code 05Z}. */
  private static Instant when(WalStreamStatus.Gap gap) {
    return Optional.ofNullable(gap.time()).flatMap(Previous::instant).orElse(Instant.EPOCH);
  }

  @Nullable List<WalStreamStatus.Gap> gaps() {
    var all = new ArrayList<>(previous.gaps());
    observation().worker().map(WorkerReport::gaps).orElse(List.of()).stream()
        .map(Parts::gap)
        .filter(g -> !all.contains(g))
        .forEach(all::add);
    all.sort(Comparator.comparing(Parts::when));
    return all.isEmpty()
        ? null
        : List.copyOf(all.subList(Math.max(0, all.size() - KEPT_GAPS), all.size()));
  }
}
