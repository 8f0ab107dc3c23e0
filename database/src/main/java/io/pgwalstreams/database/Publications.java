package io.pgwalstreams.database;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads, creates, alters and drops publications, each change in a {@link DdlTransaction}. Not
 * thread-safe, as its connection is not.
 */
public final class Publications {
  private final Connection connection;
  private final DdlTransaction transaction;
  private final int major;

  public Publications(Connection connection) throws SQLException {
    this.connection = connection;
    this.transaction = new DdlTransaction(connection);
    this.major = connection.getMetaData().getDatabaseMajorVersion();
  }

  /** The publication as it is; empty when there is none of this name. */
  public Optional<PublicationState> read(String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot,
                   coalesce(obj_description(p.oid, 'pg_publication'), '')
              from pg_publication p where p.pubname = ?""")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        var operations = new TreeSet<String>();
        List<String> words = List.of("insert", "update", "delete", "truncate");
        for (int i = 0; i < words.size(); i++) {
          if (row.getBoolean(i + 2)) {
            operations.add(words.get(i));
          }
        }
        return Optional.of(
            new PublicationState(
                name,
                tables(name),
                new TreeSet<>(schemas(name)),
                row.getBoolean(1),
                operations,
                row.getBoolean(6),
                row.getString(7)));
      }
    }
  }

  /**
   * Every publication of this database that is the claim's, whatever its name: one that was made
   * under an earlier name is among them.
   */
  public List<PublicationState> claimedBy(Claim claim) throws SQLException {
    var all = new ArrayList<PublicationState>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select p.pubname from pg_publication p
             where starts_with(obj_description(p.oid, 'pg_publication'), ?) order by 1""")) {
      query.setString(1, claim.opening());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          read(row.getString(1)).filter(p -> p.notOurs(claim).isEmpty()).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  private List<PublicationDefinition.Table> tables(String name) throws SQLException {
    String columns =
        major >= 15
            ? """
              coalesce((select array_agg(a.attname::text order by a.attnum)
                          from pg_attribute a
                         where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)), '{}'),
              pg_get_expr(r.prqual, r.prrelid)"""
            : "'{}'::text[], null::text";
    var tables = new ArrayList<PublicationDefinition.Table>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select n.nspname, c.relname, "
                + columns
                + """
                   from pg_publication p
                   join pg_publication_rel r on r.prpubid = p.oid
                   join pg_class c on c.oid = r.prrelid
                   join pg_namespace n on n.oid = c.relnamespace
                  where p.pubname = ?""")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          tables.add(
              new PublicationDefinition.Table(
                  row.getString(1),
                  row.getString(2),
                  List.of((String[]) row.getArray(3).getArray()),
                  row.getString(4)));
        }
      }
    }
    return tables;
  }

  private List<String> schemas(String name) throws SQLException {
    var schemas = new ArrayList<String>();
    if (major < 15) {
      return schemas;
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select n.nspname from pg_publication p
              join pg_publication_namespace s on s.pnpubid = p.oid
              join pg_namespace n on n.oid = s.pnnspid
             where p.pubname = ?""")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          schemas.add(row.getString(1));
        }
      }
    }
    return schemas;
  }

  /**
   * Why the publication cannot be made so; empty when nothing speaks against it. Changes nothing.
   */
  public Optional<Failure> refusal(PublicationDefinition definition, Claim claim)
      throws SQLException {
    Optional<Failure> tooLong = definition.tooLong();
    Optional<Failure> before = tooLong.isPresent() ? tooLong : tableRefusal(definition);
    if (before.isPresent()) {
      return before;
    }
    Optional<PublicationState> is = read(definition.name());
    return is.flatMap(p -> p.notOurs(claim)).or(() -> is.flatMap(p -> p.unalterable(definition)));
  }

  /**
   * Why the tables cannot be published so: one is missing, cannot be published, or PostgreSQL would
   * refuse the application's own writes to it.
   */
  public Optional<Failure> tableRefusal(PublicationDefinition definition) throws SQLException {
    return new TableChecks(connection, major).first(definition);
  }

  /** How many tables the publication sends, those of its schemas included. */
  public int tableCount(String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select count(*)::int from pg_publication_tables where pubname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** What {@link #ensure} did. */
  public enum Outcome {
    CREATED,
    ALTERED,
    UNCHANGED
  }

  /**
   * Makes the publication what it is to be. Throws FailureException: ClaimedByAnother for one that
   * is not ours, ReplicaIdentityInsufficient where it would make PostgreSQL refuse the
   * application's own writes; SQLException for PostgreSQL's refusals.
   */
  public Outcome ensure(PublicationDefinition definition, Claim claim) throws SQLException {
    return make(definition, claim, transaction::run);
  }

  /**
   * {@link #ensure}, taken back: whether the role has the rights for it is found by trying, as
   * clouds grant them in ways that no flag shows. Throws as that does.
   */
  public void tryOut(PublicationDefinition definition, Claim claim) throws SQLException {
    var unused = make(definition, claim, transaction::tryOut);
  }

  private interface Runner {
    void run(DdlTransaction.Work work) throws SQLException;
  }

  private Outcome make(PublicationDefinition definition, Claim claim, Runner runner)
      throws SQLException {
    refusal(definition, claim)
        .ifPresent(
            f -> {
              throw f.asException();
            });
    Optional<PublicationState> is = read(definition.name());
    List<String> statements =
        is.isPresent()
            ? PublicationSql.alter(definition, is.get())
            : PublicationSql.create(definition, claim);
    if (statements.isEmpty()) {
      return Outcome.UNCHANGED;
    }
    try {
      runner.run(
          () -> {
            transaction.execute(statements);
            if (definition.filtersRows()) {
              PublicationState made = read(definition.name()).orElseThrow();
              transaction.execute(List.of(PublicationSql.noteFilters(definition, made, claim)));
            }
          });
    } catch (SQLException e) {
      throw refused(definition, e);
    }
    return is.isPresent() ? Outcome.ALTERED : Outcome.CREATED;
  }

  /**
   * What PostgreSQL says of a filter that is no boolean expression of that table: class 42 (syntax,
   * unknown names and functions, types), 0A (an expression that is not allowed), 22 (a value).
   */
  private static SQLException refused(PublicationDefinition definition, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    boolean filtered = definition.filtersRows();
    // 42501: no privilege; 42710: somebody else has created it meanwhile
    boolean ofTheFilter = !state.equals("42501") && !state.equals("42710");
    if (filtered && ofTheFilter && state.matches("(42|0A|22)...")) {
      throw new FailureException(
          Reason.RowFilterInvalid.because(
              "PostgreSQL does not take a row filter of publication '"
                  + definition.name()
                  + "': "
                  + SqlFailures.words(e),
              "correct publication.managed.tables[].where"),
          e);
    }
    return e;
  }

  /** Drops it if it is ours; leaves anybody else's alone. True when it was dropped. */
  public boolean drop(String name, Claim claim) throws SQLException {
    Optional<PublicationState> is = read(name);
    if (is.isEmpty() || is.get().notOurs(claim).isPresent()) {
      return false;
    }
    transaction.run(() -> transaction.execute(List.of(PublicationSql.drop(name))));
    return true;
  }
}
