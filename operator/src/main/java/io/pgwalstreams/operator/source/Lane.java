package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of one WalStream: never two rounds at once, and no caller ever waits for one.
 * Thread-safe.
 */
final class Lane {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);

  private final Key key;
  private final Workshop shop;
  private final LaneState state;

  /** Of rounds, which follow one another. */
  private @Nullable Leftover made;

  Lane(Key key, Workshop shop) {
    this.key = key;
    this.shop = shop;
    this.state = new LaneState(shop.clock());
  }

  Sources.Look look(SourceTask task) {
    if (state.begins(task)) {
      begin();
    }
    return state.answer(task);
  }

  /** Ends what goes on, soon; nothing is told any more. */
  void stop() {
    state.stop();
  }

  /** Returns when nothing goes on. */
  void awaitEnd() throws InterruptedException {
    state.awaitEnd();
  }

  /** What was done and has been told to nobody; told herewith. */
  List<Deed> untold() {
    return state.untold();
  }

  /** Whatever breaks off, an Error as well, ends here: else nobody would ever look again. */
  private void begin() {
    try {
      shop.executor().execute(this::work);
    } catch (RuntimeException | Error e) {
      state.brokeOff();
      throw e;
    }
  }

  private void work() {
    try {
      Optional<SourceTask> next = state.next();
      while (next.isPresent()) {
        attempt(next.get());
        next = state.next();
      }
    } catch (RuntimeException | Error e) {
      state.brokeOff();
      throw e;
    }
  }

  /** An Error is told, and then goes on to whoever sees to the thread. */
  private void attempt(SourceTask task) {
    try {
      round(task);
    } catch (FailureException e) {
      failed(e.failure());
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue(Key.LOG_NAMESPACE, key.namespace())
          .addKeyValue(Key.LOG_NAME, key.name())
          .setCause(e)
          .log("a look at the database ended in a defect");
      failed(Reports.defect(e));
    } catch (Error e) {
      failed(Reports.defect(e));
      throw e;
    }
  }

  private void round(SourceTask task) {
    Round.Result result = once(task);
    if (result.plan().action().orElse(null) instanceof SourceAction.CreateSlot slot) {
      if (create(task, slot, result)) {
        once(task);
      }
    }
  }

  private Round.Result once(SourceTask task) {
    return shop.gate()
        .pass(
            key.namespace(),
            state.failing(),
            () -> {
              var round = new Round(key, task, shop.access(), shop.names());
              try (round) {
                Round.Result result = round.run();
                hold(task, result.facts());
                leave(task, result.facts(), round.deeds());
                told(state.looked(result));
                return result;
              } finally {
                round.deeds().forEach(this::did);
              }
            });
  }

  /**
   * Takes part in {@link SlotNames} with a slot that is this WalStream's, and with none that an
   * earlier document of it has named.
   */
  private void hold(SourceTask task, SourceFacts facts) {
    boolean managed = task.document().spec().slot().existing() == null;
    SlotNames.Slot asked = slot(task, facts, task.document().slotName());
    shop.names().keepOnly(Optional.of(asked).filter(s -> managed), key);
    if (managed && facts.slot().state().isPresent() && SlotRules.ours(task, facts)) {
      boolean bound = task.binding().systemIdentifier().isPresent();
      shop.names().take(asked, key, bound);
    }
  }

  /** A publication that was made for an earlier document, and is none of this one. */
  private void leave(SourceTask task, SourceFacts facts, List<Deed> done) {
    Optional<Deed> left = Optional.ofNullable(made).flatMap(m -> m.leftBy(task, facts.identity()));
    left.ifPresent(this::did);
    if (done.stream().anyMatch(d -> d.kind() == Deed.Kind.PublicationCreated)) {
      made = Leftover.of(task, facts.identity());
    } else if (left.isPresent()) {
      made = null;
    }
  }

  private static SlotNames.Slot slot(SourceTask task, SourceFacts facts, String name) {
    return SlotNames.Slot.at(task.reader(), facts.identity().systemIdentifier(), name);
  }

  /** Outside of the gate, since it may take as long as the longest transaction. */
  private boolean create(SourceTask task, SourceAction.CreateSlot slot, Round.Result result) {
    if (state.outdated(task)) {
      return false;
    }
    if (!shop.names().take(slot(task, result.facts(), slot.name()), key, false)) {
      return true;
    }
    try {
      boolean made =
          new SlotCreation(task, slot, shop.access())
              .run(() -> state.outdated(task), why -> told(state.waits(why)));
      if (made) {
        did(new Deed(Deed.Kind.SlotCreated, "slot '" + slot.name() + "' created"));
      }
      return made;
    } catch (FailureException e) {
      if (Reports.ofDatabase(e.failure())) {
        throw e;
      }
      told(state.waits(e.failure()));
      return false;
    }
  }

  private void failed(Failure why) {
    told(state.failed(why));
  }

  private void did(Deed deed) {
    told(state.did(deed));
  }

  private void told(boolean news) {
    if (news) {
      shop.changed().accept(key);
    }
  }
}
