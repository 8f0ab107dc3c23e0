package io.pgwalstreams.database;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads, creates, alters and drops publications. A statement that waits for another session's lock
 * gives up after {@code lock_timeout}. Not thread-safe, as its connection is not.
 */
public final class Publications {
  private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'";

  private final Connection connection;
  private final int major;

  public Publications(Connection connection) throws SQLException {
    this.connection = connection;
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

  private List<PublicationDefinition.Table> tables(String name) throws SQLException {
    String columns =
        major >= 15
            ? """
              coalesce((select string_agg(a.attname, e'\\n' order by a.attnum)
                          from pg_attribute a
                         where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)), ''),
              pg_get_expr(r.prqual, r.prrelid)"""
            : "'', null::text";
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
          String list = row.getString(3);
          tables.add(
              new PublicationDefinition.Table(
                  row.getString(1),
                  row.getString(2),
                  list.isEmpty() ? List.of() : List.of(list.split("\n")),
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
    Optional<Failure> tables = new TableChecks(connection, major).first(definition);
    return tables.isPresent() ? tables : read(definition.name()).flatMap(is -> notOurs(is, claim));
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
    inOneTransaction(statements);
    return is.isPresent() ? Outcome.ALTERED : Outcome.CREATED;
  }

  /** Drops it if it is ours; leaves anybody else's alone. True when it was dropped. */
  public boolean drop(String name, Claim claim) throws SQLException {
    Optional<PublicationState> is = read(name);
    if (is.isEmpty() || notOurs(is.get(), claim).isPresent()) {
      return false;
    }
    inOneTransaction(List.of(PublicationSql.drop(name)));
    return true;
  }

  private static Optional<Failure> notOurs(PublicationState is, Claim claim) {
    Optional<Claim> owner = is.claim();
    if (owner.isPresent() && owner.get().equals(claim)) {
      return Optional.empty();
    }
    String whose =
        owner
            .map(
                c ->
                    "belongs to WalStream "
                        + c.namespace()
                        + "/"
                        + c.name()
                        + " of cluster "
                        + c.cluster())
            .orElse("existed before");
    return Optional.of(
        Reason.ClaimedByAnother.because(
            "publication '" + is.name() + "' " + whose,
            "choose another name, or use it as it is: publication.existing"));
  }

  private void inOneTransaction(List<String> statements) throws SQLException {
    boolean before = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK_TIMEOUT);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(before);
    }
  }
}
