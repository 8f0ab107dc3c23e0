package io.pgwalstreams.benchmarks;

/**
 * What stands in the database before the worker begins.
 *
 * @param title as the table of results says it
 * @param perTransaction rows of one transaction; 0: all
 * @param perMille of the rows asked for, so that a workload of long rows fits on the disk
 */
record Workload(String title, int perTransaction, Shape shape, Site.Kind site, int perMille) {

  /** Of a row. */
  enum Shape {
    /** Five columns, about 125 bytes. */
    USUAL(
        "a int, b text, c text, d timestamptz default now()",
        "a, b, c",
        "g, repeat('x', 40), 'name ' || g",
        250),
    /** One column of 1,000 bytes besides the key. */
    KILOBYTE("b text", "b", "repeat('y', 1000)", 1130),
    /** Fifty columns of numbers and short texts besides the key. */
    WIDE(columns("c%1$d int, t%1$d text"), columns("c%1$d, t%1$d"), columns("g, 'w' || g"), 1400);

    private final String columns;
    private final String names;
    private final String values;

    /** About what the body of its event has. */
    private final int bodyBytes;

    Shape(String columns, String names, String values, int bodyBytes) {
      this.columns = columns;
      this.names = names;
      this.values = values;
      this.bodyBytes = bodyBytes;
    }

    private static String columns(String each) {
      var all = new StringBuilder();
      for (int i = 1; i <= 25; i++) {
        all.append(i == 1 ? "" : ", ").append(each.formatted(i));
      }
      return all.toString();
    }
  }

  long rows(long asked) {
    return asked * perMille / 1000;
  }

  int bodyBytes() {
    return shape.bodyBytes;
  }

  /** A table, a publication, a slot for the worker and one for the bare reader, and the rows. */
  String[] statements(String name, long asked) {
    long rows = rows(asked);
    long each = perTransaction == 0 ? rows : perTransaction;
    return new String[] {
      "create table " + name + "(id bigserial primary key, " + shape.columns + ")",
      "create publication " + name + " for table " + name,
      "select pg_create_logical_replication_slot('" + name + "_bare', 'pgoutput')",
      "select pg_create_logical_replication_slot('" + name + "', 'pgoutput')",
      "create procedure fill() language plpgsql as $$ begin for i in 1.."
          + rows / each
          + " loop insert into "
          + name
          + "("
          + shape.names
          + ") select "
          + shape.values
          + " from generate_series(1, "
          + each
          + ") g; commit; end loop; end $$",
      "set synchronous_commit = off; call fill()"
    };
  }
}
