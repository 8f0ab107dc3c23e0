package io.pgwalstreams.worker.pipeline;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force, and their change while events flow. What does not touch the mapping takes
 * effect at once. Another mapping waits until what the stream held already was compared and counted
 * under the one it was published with, and for the end of the transaction; then until everything
 * sent is acknowledged and anchored under the new mapping: from then on nothing of the old one can
 * be accepted any more. While another worker's messages may still come, unseen, nothing is taken
 * up. One thread.
 */
final class LiveSettings {
  private final Control control;
  private final Function<PipelineSettings, Mapping> mappings;
  private final BooleanSupplier settled;
  private final PipelineListener listener;
  private final Consumer<PipelineSettings> applied;
  private PipelineSettings current;
  private Mapping mapping;
  private @Nullable PipelineSettings pending;
  private @Nullable Mapping next;
  private boolean announced;

  LiveSettings(
      PipelineSettings current,
      Mapping mapping,
      Control control,
      Function<PipelineSettings, Mapping> mappings,
      BooleanSupplier settled,
      PipelineListener listener,
      Consumer<PipelineSettings> applied) {
    this.current = current;
    this.mapping = mapping;
    this.control = control;
    this.mappings = mappings;
    this.settled = settled;
    this.listener = listener;
    this.applied = applied;
  }

  /**
   * The mapping to write into an anchor: the coming one once nothing of the old one can follow, and
   * not before.
   */
  String anchorMapping() {
    Mapping coming = next;
    return coming != null && announced ? coming.id() : mapping.id();
  }

  Duration holdBack() {
    return current.holdBack();
  }

  @Nullable Long maxRetainedWal() {
    return current.maxRetainedWal();
  }

  /** True while nothing may be read, because the mapping is about to change. */
  boolean holdsReading(Feed feed) {
    return next != null && feed.drained();
  }

  /** Goes on with a change of settings as far as it can. */
  void turn(Feed feed, Window window, Publisher publisher, Progress progress, long nowNanos) {
    // What an anchor has announced comes into force before anything newer.
    if (!announced && settled.getAsBoolean()) {
      look(control.wanted());
    }
    PipelineSettings wanted = pending;
    Mapping coming = next;
    if (wanted == null) {
      return;
    }
    if (coming == null) {
      take(wanted, mapping);
      return;
    }
    announced |= feed.drained() && window.isEmpty();
    if (announced && progress.settle(nowNanos)) {
      take(wanted, coming);
      feed.use(coming);
      publisher.use(coming.id());
    }
  }

  private void look(@Nullable PipelineSettings wanted) {
    if (wanted != null && !wanted.equals(pending)) {
      pending = wanted;
      Mapping coming = mappings.apply(wanted);
      next = coming.id().equals(mapping.id()) ? null : coming;
    }
  }

  private void take(PipelineSettings settings, Mapping with) {
    current = settings;
    mapping = with;
    pending = null;
    next = null;
    announced = false;
    control.applied(settings);
    applied.accept(settings);
    listener.applied(settings.generation(), with.id());
  }
}
