package io.pgwalstreams.database;

/** The one place where names and texts become SQL (PostgreSQL manual 4.1). Pure. */
public final class SqlIdentifier {
  private SqlIdentifier() {}

  /** A quoted identifier. IllegalArgumentException for an empty name or a NUL. */
  public static String quote(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not an identifier");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** {@code "schema"."name"}. */
  public static String quote(String schema, String name) {
    return quote(schema) + "." + quote(name);
  }

  /** A text literal, for the statements that take no parameters (DDL). */
  public static String literal(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a text");
    }
    String doubled = text.replace("'", "''");
    return doubled.indexOf('\\') < 0
        ? "'" + doubled + "'"
        : " E'" + doubled.replace("\\", "\\\\") + "'";
  }
}
