package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.database.Publications;
import io.pgwalstreams.database.SlotClaims;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.database.SqlFailures;
import io.pgwalstreams.operator.observe.Deed;
import java.sql.Connection;
import java.sql.SQLException;

/** Does one {@link SourceAction}. Used by one thread. */
final class SourceWork {
  private static final String EXISTS = "42710";

  private final Claim claim;
  private final Connection maker;

  /** Works by this connection, of the role that makes the publication. */
  SourceWork(Claim claim, Connection maker) {
    this.claim = claim;
    this.maker = maker;
  }

  Deed createPublication(SourceAction.CreatePublication action) {
    String what = "publication '" + action.definition().name() + "'";
    return done(
            "creating " + what, () -> new Publications(maker).ensure(action.definition(), claim))
        .as(Deed.Kind.PublicationCreated, what + " created");
  }

  Deed alterPublication(SourceAction.AlterPublication action) {
    String what = "publication '" + action.definition().name() + "'";
    return done(
            "altering " + what, () -> new Publications(maker).ensure(action.definition(), claim))
        .as(Deed.Kind.PublicationAltered, what + " altered");
  }

  Deed takeOver(SourceAction.TakeOver action) {
    String what = "publication '" + action.publication() + "'";
    return done(
            "taking over " + what,
            () -> {
              new SlotClaims(maker)
                  .takeOver(action.publication(), action.uid(), claim, action.slot());
              return action;
            })
        .as(Deed.Kind.PublicationAltered, what + " taken over from WalStream " + action.uid());
  }

  /**
   * Claims the slot, then creates it; waits for every transaction that is open.
   *
   * @param patient a connection of its own, that may wait
   */
  Deed createSlot(SourceAction.CreateSlot action, Connection patient) {
    String what = "slot '" + action.name() + "'";
    return done(
            "creating " + what,
            () -> {
              if (action.publication().isPresent()) {
                new SlotClaims(maker).register(action.publication().get(), claim, action.name());
              }
              create(action, patient);
              return action;
            })
        .as(Deed.Kind.SlotCreated, what + " created");
  }

  private void create(SourceAction.CreateSlot action, Connection patient) throws SQLException {
    try {
      new Slots(patient).create(action.name(), action.failover());
    } catch (SQLException e) {
      if (!EXISTS.equals(e.getSQLState())) {
        throw e;
      }
      if (action.publication().isPresent()) {
        new SlotClaims(maker).withdraw(action.publication().get(), claim);
      }
      throw new FailureException(SlotClaims.takenSlot(action.name()), e);
    }
  }

  private interface Statements {
    Object run() throws SQLException;
  }

  private record Done() {
    private Deed as(Deed.Kind kind, String what) {
      return new Deed(kind, what);
    }
  }

  private static Done done(String doing, Statements statements) {
    try {
      var unused = statements.run();
      return new Done();
    } catch (SQLException e) {
      throw new FailureException(SqlFailures.of(e, doing), e);
    }
  }
}
