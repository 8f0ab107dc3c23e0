package io.pgwalstreams.operator.reconcile;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.SourceReport;
import io.pgwalstreams.operator.source.Release;
import io.pgwalstreams.operator.source.ReleaseTask;
import io.pgwalstreams.operator.source.SourceTask;
import io.pgwalstreams.operator.source.Sources;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Databases that are in order: what is asked for with a recorded intent is made at once. Giving
 * back ends as the test says. Thread-safe.
 */
final class FakeSources implements Sources {
  static final SourceReport.Server SERVER =
      new SourceReport.Server("7380000000000000001", 1, "17.6", "app");

  private static final Aspect GOOD = new Aspect.Good("in order");

  private final Journal journal;
  private final Consumer<Key> changed;
  private final Set<Key> made = ConcurrentHashMap.newKeySet();
  private final List<ReleaseTask> released = new CopyOnWriteArrayList<>();
  private final Queue<Deed> deeds = new ConcurrentLinkedQueue<>();
  private final List<SourceTask> looked = new CopyOnWriteArrayList<>();
  private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
  private final AtomicInteger held = new AtomicInteger();
  private volatile CountDownLatch open = new CountDownLatch(0);
  private volatile Release release;
  private volatile boolean taken;
  private volatile boolean published = true;

  FakeSources(Journal journal, Consumer<Key> changed, Release release) {
    this.journal = journal;
    this.changed = changed;
    this.release = release;
  }

  /** From now on giving back ends so. */
  void releaseIs(Release next) {
    release = next;
  }

  /** Before giving back comes to its end, this is done. */
  void gaveBack(Deed deed) {
    deeds.add(deed);
  }

  /** The slot turns out to be another's, once the intent was recorded. */
  void slotIsAnothers() {
    taken = true;
  }

  /** There is no publication any more. */
  void publicationIsMissing() {
    published = false;
  }

  /** From now on a look does not return. */
  void holdLooks() {
    open = new CountDownLatch(1);
  }

  void goOn() {
    open.countDown();
  }

  int looksHeld() {
    return held.get();
  }

  /** Uids. */
  Set<String> forgotten() {
    return forgotten;
  }

  List<ReleaseTask> released() {
    return released;
  }

  /** What was last looked at. */
  SourceTask lastTask() {
    return looked.getLast();
  }

  /** Something has changed in the database of this WalStream. */
  void news(Key key) {
    changed.accept(key);
  }

  @Override
  public Look look(Key key, SourceTask task) {
    looked.add(task);
    passGate();
    if (taken) {
      return made.add(key)
          ? new Look(missing(task), true, List.of())
          : new Look(withoutSlot(task), false, List.of());
    }
    if (!published) {
      return new Look(withoutPublication(task), false, List.of());
    }
    if (task.document().spec().slot().existing() == null && !task.binding().intended()) {
      return new Look(missing(task), true, List.of());
    }
    if (task.binding().systemIdentifier().isPresent() || !made.add(key)) {
      return new Look(ready(task), false, List.of());
    }
    String slot = task.document().slotName();
    journal.add("make", slot);
    return new Look(
        ready(task), false, List.of(new Deed(Deed.Kind.SlotCreated, "created slot " + slot)));
  }

  private void passGate() {
    held.incrementAndGet();
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    held.decrementAndGet();
  }

  private static SourceReport missing(SourceTask task) {
    var unknown = new Aspect.Unknown("it is not there yet");
    return report(task, unknown, Optional.empty());
  }

  private static SourceReport ready(SourceTask task) {
    return report(task, GOOD, Optional.of(1));
  }

  private static SourceReport withoutSlot(SourceTask task) {
    return report(
        task,
        GOOD,
        new Aspect.Bad(Reason.ClaimedByAnother.because("slot is another's", "choose another")),
        Optional.of(1));
  }

  private static SourceReport withoutPublication(SourceTask task) {
    return report(
        task,
        new Aspect.Bad(Reason.PublicationMissing.because("it is gone", "create it")),
        GOOD,
        Optional.empty());
  }

  private static SourceReport report(SourceTask task, Aspect objects, Optional<Integer> tables) {
    return report(task, objects, objects, tables);
  }

  private static SourceReport report(
      SourceTask task, Aspect publication, Aspect slot, Optional<Integer> tables) {
    return new SourceReport(
        task.document().generation(),
        GOOD,
        publication,
        slot,
        Optional.of(SERVER),
        tables,
        Optional.empty());
  }

  @Override
  public Released release(Key key, ReleaseTask task) {
    released.add(task);
    journal.add("release", key.name());
    if (release instanceof Release.Done) {
      // Something else is news meanwhile, as pods that end are.
      news(key);
    }
    return new Released(release, Optional.ofNullable(deeds.poll()).stream().toList());
  }

  @Override
  public void forget(Key key) {
    made.remove(key);
    forgotten.add(key.uid());
  }

  @Override
  public void close() {}
}
