package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.database.PublicationDefinition;
import io.pgwalstreams.database.Publications;
import io.pgwalstreams.database.SlotClaims;
import io.pgwalstreams.database.SqlFailures;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a database and sees to the publication, until nothing is left to be done but the slot,
 * which may take long. Used once, by one thread.
 */
final class Round implements AutoCloseable {
  /** Taking over, altering, looking again: whatever goes on longer goes on in the next round. */
  private static final int STEPS = 4;

  /**
   * Somebody else has created it since the look: the next one says who. The second is what two
   * CREATE at the same moment end in.
   */
  private static final Set<String> EXISTS = Set.of("42710", "23505");

  private final SourceTask task;
  private final Visit visit;
  private final FactReader facts;
  private final List<Deed> deeds = new ArrayList<>();
  private @Nullable Connection reader;
  private @Nullable Connection owner;

  Round(Key key, SourceTask task, Access access, SlotNames names) {
    this.task = task;
    this.visit = access.visit();
    this.facts = new FactReader(key, task, names, visit);
  }

  /** What came of it. */
  record Result(SourceFacts facts, SourcePlan plan) {}

  /** Throws FailureException when the database cannot be looked at. */
  Result run() {
    try {
      Result result = look();
      for (int step = 0; step < STEPS; step++) {
        Optional<SourceAction> action = result.plan().action();
        if (action.isEmpty() || action.get() instanceof SourceAction.CreateSlot) {
          return result;
        }
        Optional<Failure> why = act(action.get());
        if (why.isPresent()) {
          return new Result(
              result.facts(), result.plan().withPublication(new Aspect.Bad(why.get())));
        }
        result = look();
      }
      return result;
    } catch (SQLException e) {
      throw visit.failure(e, task.reader());
    }
  }

  /** What was done, also when {@link #run} has thrown. */
  List<Deed> deeds() {
    return List.copyOf(deeds);
  }

  private Result look() throws SQLException {
    SourceFacts read = facts.read(reader(), this::owner);
    return new Result(read, SourcePlan.of(task, read));
  }

  private Connection reader() {
    Connection open = reader;
    if (open == null) {
      open = visit.open(task.reader());
      reader = open;
    }
    return open;
  }

  private Connection owner() {
    Optional<PostgresEndpoint> as = task.owner();
    if (as.isEmpty()) {
      return reader();
    }
    Connection open = owner;
    if (open == null) {
      open = visit.open(as.get());
      owner = open;
    }
    return open;
  }

  /** Why it could not be done. */
  private Optional<Failure> act(SourceAction action) {
    String name = "publication '" + task.document().publicationName() + "'";
    try {
      switch (action) {
        case SourceAction.CreatePublication(var definition) -> ensure(definition, name);
        case SourceAction.AlterPublication(var definition) -> ensure(definition, name);
        case SourceAction.TakeOver(var publication, var uid, var slot) -> {
          new SlotClaims(owner()).takeOver(publication, uid, task.claim(), slot);
          deeds.add(new Deed(Deed.Kind.PublicationTakenOver, name + " taken over from " + uid));
        }
        case SourceAction.CreateSlot unused -> throw new IllegalStateException("not here");
      }
      return Optional.empty();
    } catch (FailureException e) {
      return Optional.of(e.failure());
    } catch (SQLException e) {
      return EXISTS.contains(String.valueOf(e.getSQLState()))
          ? Optional.empty()
          : Optional.of(SqlFailures.ofPublication(e, "preparing " + name));
    }
  }

  private void ensure(PublicationDefinition definition, String name) throws SQLException {
    switch (new Publications(owner()).ensure(definition, task.claim())) {
      case CREATED -> deeds.add(new Deed(Deed.Kind.PublicationCreated, name + " created"));
      case ALTERED ->
          deeds.add(new Deed(Deed.Kind.PublicationAltered, name + " altered as the document asks"));
      case UNCHANGED -> {
        // somebody else has done it meanwhile
      }
    }
  }

  @Override
  public void close() {
    visit.close();
  }
}
