package io.pgwalstreams.database;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.sql.SQLException;
import java.util.Locale;

/**
 * What an SQLException means (PostgreSQL manual, appendix A, Error Codes). Pure. The server's own
 * words are kept in the message; they name objects, never data of rows.
 */
public final class SqlFailures {
  private SqlFailures() {}

  /** The failure; {@code doing} says what was tried, as in "connecting to app". */
  public static Failure of(SQLException e, String doing) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String said = doing + ": " + words(e);
    return switch (state) {
      case "28P01", "28000" -> refused(e, said);
      case "3D000" ->
          Reason.DatabaseMissing.because(said, "create the database, or correct database.name");
      case "42501" ->
          Reason.PrivilegeMissing.because(
              said, "grant it: the role needs LOGIN and REPLICATION, and CONNECT on the database");
      case "57P01", "57P02", "57P03" ->
          Reason.DatabaseShuttingDown.because(
              said, "wait until PostgreSQL is back; publishing goes on by itself");
      case "25006" ->
          Reason.ServerIsStandby.because(said, "connect to the primary: host must name it");
      case "53300" ->
          Reason.NoFreeWalSender.because(
              said, "raise max_wal_senders or max_connections, or end what uses them");
      case "53400" ->
          Reason.NoFreeSlot.because(
              said, "raise max_replication_slots, or drop slots that nobody reads");
      case "55006" ->
          Reason.SlotInUse.because(said, "wait until the other process ends, or end it");
      case "55P03" ->
          Reason.LockTimeout.because(said, "end the session that holds the lock, or wait");
      case "42704" -> missing(said);
      case "42P01", "42703", "3F000" ->
          Reason.TableMissing.because(
              said, "create the table, column or schema, or correct publication.managed");
      default -> byClass(state, e, said);
    };
  }

  /** The failure of making a publication, which asks for more rights than reading by it. */
  public static Failure ofPublication(SQLException e, String doing) {
    Failure why = of(e, doing);
    return why.reason() == Reason.PrivilegeMissing
        ? Reason.PrivilegeMissing.because(
            why.message(),
            "give the role CREATE on the database and let it own the tables, or name a role that"
                + " does in database.setupCredentials")
        : why;
  }

  private static Failure refused(SQLException e, String said) {
    if (words(e).contains("number of requested standby connections")) {
      return Reason.NoFreeWalSender.because(said, "raise max_wal_senders");
    }
    String remedy = "correct user, password or certificate, or pg_hba.conf on the server";
    // PostgreSQL does not tell a stranger which roles there are.
    return Reason.AuthenticationFailed.because(
        said,
        words(e).contains("password authentication failed")
            ? remedy + "; it says the same of a role that does not exist: create that first"
            : remedy);
  }

  private static Failure missing(String said) {
    return said.contains("publication")
        ? Reason.PublicationMissing.because(said, "create the publication, or correct its name")
        : Reason.SlotMissing.because(said, "create the slot, or correct its name");
  }

  private static Failure byClass(String state, SQLException e, String said) {
    String text = words(e).toLowerCase(Locale.ROOT);
    if (text.contains("ssl") || text.contains("certificate") || text.contains("hostname")) {
      return Reason.DatabaseTlsFailed.because(
          said, "check database.tls: mode, CA, and the names in the server's certificate");
    }
    if (state.equals("55000") && text.contains("slot")) {
      return Reason.SlotLost.because(said, "accept the gap to go on with a new slot");
    }
    if (state.startsWith("08") || state.isEmpty()) {
      return Reason.DatabaseUnreachable.because(
          said, "check host, port and network; publishing goes on by itself");
    }
    if (state.startsWith("42") || state.startsWith("0A") || state.startsWith("22")) {
      return Reason.Internal.because(
          said + " (" + state + ")", "report it: PostgreSQL refuses a statement of this program");
    }
    return Reason.DatabaseUnreachable.because(
        said + " (" + state + ")", "see PostgreSQL's log; publishing goes on by itself");
  }

  static String words(SQLException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.strip().replace('\n', ' ');
  }
}
