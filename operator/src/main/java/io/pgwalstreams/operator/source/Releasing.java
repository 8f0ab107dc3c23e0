package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.PublicationState;
import io.pgwalstreams.database.Publications;
import io.pgwalstreams.database.SlotClaims;
import io.pgwalstreams.database.SlotHealth;
import io.pgwalstreams.database.SlotReader;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.database.SqlFailures;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Gives back what a WalStream holds in its database: the slot, then the publication, whose claim
 * says whose slot it is. What is gone already, and what is not ours, is left alone. Used once, by
 * one thread.
 */
final class Releasing {
  private static final long LOOK_MILLIS = 250;

  /** So long a worker that has just been stopped may take to let go of the slot. */
  private static final int PATIENCE = 20;

  private static final int LOOKS = 40;

  private final Key key;
  private final ReleaseTask task;
  private final Access access;
  private final SlotNames names;
  private final BoundServer server;
  private final Consumer<Deed> did;

  /**
   * Begins with nothing.
   *
   * @param did told of each thing as soon as it is done: what comes after it may fail
   */
  Releasing(Key key, ReleaseTask task, Access access, SlotNames names, Consumer<Deed> did) {
    this.key = key;
    this.task = task;
    this.access = access;
    this.names = names;
    this.did = did;
    this.server = new BoundServer(task.systemIdentifier(), access);
  }

  Release run() {
    try {
      Optional<Failure> why = access.with(reader(), this::slotsHere);
      if (why.isEmpty() && task.publications()) {
        why = access.with(maker(), this::publicationsHere);
      }
      return outcome(why);
    } catch (FailureException e) {
      return outcome(
          e.failure().reason() == Reason.DatabaseMissing
              ? server.withoutDatabase(reader(), e.failure())
              : Optional.of(e.failure()));
    }
  }

  private Release outcome(Optional<Failure> why) {
    return why.<Release>map(Release.Failed::new).orElseGet(() -> new Release.Done());
  }

  private PostgresEndpoint reader() {
    return task.slot().isPresent() ? task.reader() : maker();
  }

  private PostgresEndpoint maker() {
    return task.owner().orElse(task.reader());
  }

  private Optional<Failure> slotsHere(Connection c) throws SQLException {
    Optional<Failure> elsewhere = server.refusal(c);
    if (elsewhere.isPresent() || task.slot().isEmpty()) {
      return elsewhere;
    }
    return slots(c, task.slot().get(), BoundServer.systemIdentifier(c));
  }

  /** Those that our claims name go too: the document may have named another one before. */
  private Optional<Failure> slots(Connection c, ReleaseTask.Slot slot, String system)
      throws SQLException {
    var all = new LinkedHashSet<String>();
    all.add(slot.name());
    for (PublicationState p : new Publications(c).claimedBy(task.claim())) {
      p.claimedSlot().ifPresent(all::add);
    }
    for (String name : all) {
      Optional<Failure> why = slot(c, slot.named(name), system);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  /** Why it could not be dropped. */
  private Optional<Failure> slot(Connection c, ReleaseTask.Slot slot, String system)
      throws SQLException {
    Optional<SlotState> found = new SlotReader(c).read(slot.name());
    if (found.isEmpty() || !suitable(found.get())) {
      return Optional.empty();
    }
    Optional<SlotClaims.Holder> claimant = new SlotClaims(c).holder(slot.name());
    if (claimant.isPresent()) {
      boolean ours = claimant.get().claim().equals(task.claim());
      return ours ? awaitDropped(c, slot.name()) : Optional.empty();
    }
    boolean bound = task.systemIdentifier().isPresent();
    if (!slot.intended() || (slot.claimed() && !bound)) {
      return Optional.empty();
    }
    Optional<ReleaseTask.Keeper> keeper = keeper(slot, system);
    return keeper.isPresent() ? left(slot.name(), keeper.get()) : awaitDropped(c, slot.name());
  }

  private Optional<Failure> awaitDropped(Connection c, String name) throws SQLException {
    for (int look = 0; look < LOOKS; look++) {
      Optional<SlotState> state = new SlotReader(c).read(name);
      if (state.isEmpty() || !suitable(state.get())) {
        return Optional.empty();
      }
      Optional<Failure> busy = SlotHealth.busy(state.get());
      if (busy.isEmpty()) {
        if (drop(c, name)) {
          return Optional.empty();
        }
      } else if (look >= PATIENCE && !endReader(c, state.get())) {
        return busy;
      }
      pause();
    }
    return Optional.of(
        Reason.SlotInUse.because(
            "replication slot '" + name + "' is still being read from",
            "end the session that reads from it"));
  }

  private boolean suitable(SlotState state) {
    return state.logical()
        && SlotHealth.PLUGIN.equals(state.plugin())
        && task.reader().database().equals(state.database());
  }

  /**
   * Who else has the slot, where no claim in the database says whose it is. Who was never bound has
   * nothing but a wish of its own, and yields to whoever says the same.
   */
  private Optional<ReleaseTask.Keeper> keeper(ReleaseTask.Slot slot, String system) {
    var at = SlotNames.Slot.at(task.reader(), system, slot.name());
    boolean bound = task.systemIdentifier().isPresent();
    return Optional.ofNullable(slot.keepers().get(system))
        .or(() -> names.other(at, key).map(k -> new ReleaseTask.Keeper(k, true)))
        .or(
            () ->
                Optional.of(at)
                    .filter(s -> !bound)
                    .flatMap(s -> names.anybody(s, key))
                    .map(k -> new ReleaseTask.Keeper(k, false)));
  }

  /** Left to who is believed; where one only seems to have it, a person has to decide. */
  private Optional<Failure> left(String name, ReleaseTask.Keeper keeper) {
    String who = keeper.key().display();
    if (keeper.near()) {
      did.accept(new Deed(Deed.Kind.SlotLeft, "slot '" + name + "' left to WalStream " + who));
      return Optional.empty();
    }
    return Optional.of(
        Reason.ClaimedByAnother.because(
            "slot '"
                + name
                + "' seems to be used by WalStream "
                + who
                + " too, and no claim in the database says whose it is",
            "drop it only when that WalStream does not need it"));
  }

  /** False when somebody has begun to read from it just now. */
  private boolean drop(Connection c, String name) throws SQLException {
    try {
      new Slots(c).drop(name);
      did.accept(new Deed(Deed.Kind.SlotDropped, "slot '" + name + "' dropped"));
      return true;
    } catch (SQLException e) {
      if ("42704".equals(e.getSQLState())) {
        return true;
      }
      if ("55006".equals(e.getSQLState())) {
        return false;
      }
      throw new FailureException(SqlFailures.of(e, "dropping slot '" + name + "'"), e);
    }
  }

  /** Ends our own worker's session, or that of a creation that was given up; nobody else's. */
  private boolean endReader(Connection c, SlotState state) throws SQLException {
    Long pid = state.activePid();
    if (pid == null) {
      return true;
    }
    var slots = new Slots(c);
    boolean worker =
        slots
            .application(pid)
            .map(a -> new SourceFacts.Reader(pid, a, List.of()))
            .filter(r -> !r.is(task.reader().applicationName()))
            .isEmpty();
    if (worker) {
      slots.terminate(pid);
    }
    return worker;
  }

  /** Each connection may have come to another server behind the same name. */
  private Optional<Failure> publicationsHere(Connection c) throws SQLException {
    Optional<Failure> elsewhere = server.refusal(c);
    if (elsewhere.isPresent()) {
      return elsewhere;
    }
    for (PublicationState is : new Publications(c).claimedBy(task.claim())) {
      publication(c, is.name());
    }
    return Optional.empty();
  }

  private void publication(Connection c, String name) {
    try {
      if (new Publications(c).drop(name, task.claim())) {
        did.accept(new Deed(Deed.Kind.PublicationDropped, "publication '" + name + "' dropped"));
      }
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, "dropping publication '" + name + "'"), e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
