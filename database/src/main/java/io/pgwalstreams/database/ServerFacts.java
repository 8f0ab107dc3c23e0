package io.pgwalstreams.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a server says of itself, as far as it concerns logical replication.
 *
 * @param versionNumber server_version_num
 * @param freeSlots max_replication_slots less those that exist
 * @param freeSenders max_wal_senders less those that run
 * @param mayReplicate the role has REPLICATION, is superuser, or is a member of a cloud's
 *     replication role
 * @param mayCreate the role may create in the database
 */
public record ServerFacts(
    String version,
    int versionNumber,
    boolean inRecovery,
    String walLevel,
    long freeSlots,
    long freeSenders,
    String user,
    boolean superuser,
    boolean mayReplicate,
    boolean mayCreate) {

  private static final String QUERY =
      """
      select current_setting('server_version'), current_setting('server_version_num')::int,
             pg_is_in_recovery(), current_setting('wal_level'),
             current_setting('max_replication_slots')::int - (select count(*) from pg_replication_slots),
             current_setting('max_wal_senders')::int - (select count(*) from pg_stat_replication),
             current_user, r.rolsuper,
             r.rolsuper or r.rolreplication or exists (
               select from pg_roles g
                where g.rolname in ('rds_replication', 'azure_pg_admin', 'cloudsqlsuperuser')
                  and pg_has_role(current_user, g.oid, 'MEMBER')),
             has_database_privilege(current_database(), 'CREATE')
        from pg_roles r where r.rolname = current_user""";

  /** Reads them. */
  public static ServerFacts read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      return new ServerFacts(
          row.getString(1),
          row.getInt(2),
          row.getBoolean(3),
          row.getString(4),
          row.getLong(5),
          row.getLong(6),
          row.getString(7),
          row.getBoolean(8),
          row.getBoolean(9),
          row.getBoolean(10));
    }
  }

  /** The same, when it turned out by trying whether the role may replicate. */
  public ServerFacts withReplication(boolean may) {
    return new ServerFacts(
        version,
        versionNumber,
        inRecovery,
        walLevel,
        freeSlots,
        freeSenders,
        user,
        superuser,
        may,
        mayCreate);
  }
}
