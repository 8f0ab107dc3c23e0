package io.pgwalstreams.benchmarks;

import java.util.ArrayList;
import java.util.List;

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

  /** How many there are: whole transactions. */
  long rows(long asked) {
    long rows = asked * perMille / 1000;
    return perTransaction == 0 ? rows : rows / perTransaction * perTransaction;
  }

  int bodyBytes() {
    return shape.bodyBytes;
  }

  /**
   * For each name a table, a publication, a slot for the worker and two for bare readers, and the
   * rows: a transaction of the one table follows on one of the other.
   */
  String[] statements(List<String> names, long asked) {
    long rows = rows(asked);
    long each = perTransaction == 0 ? rows : perTransaction;
    var all = new ArrayList<String>();
    var inserts = new StringBuilder();
    for (String name : names) {
      // a vacuum that ends while it is measured would take its CPU out of the sum
      all.add(
          "create table "
              + name
              + "(id bigserial primary key, "
              + shape.columns
              + ") with (autovacuum_enabled = off)");
      all.add("create publication " + name + " for table " + name);
      for (String slot : List.of(name + "_first", name + "_bare", name)) {
        all.add("select pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
      }
      inserts.append(insert(name, each)).append("; commit; ");
    }
    all.add(
        "create procedure fill() language plpgsql as $$ begin for i in 1.."
            + rows / each
            + " loop "
            + inserts
            + "end loop; end $$");
    all.add("set synchronous_commit = off; call fill()");
    return all.toArray(String[]::new);
  }

  private String insert(String name, long rows) {
    return "insert into "
        + name
        + "("
        + shape.names
        + ") select "
        + shape.values
        + " from generate_series(1, "
        + rows
        + ") g";
  }
}
