package io.pgwalstreams.plugin.view;

import java.util.ArrayList;
import java.util.List;

/** Lines with columns, as kubectl writes them. Pure. */
final class Table {
  private static final int BETWEEN = 3;

  private Table() {}

  /** A row, with the namespace before it where that is asked for. */
  static List<String> row(boolean namespaces, String namespace, List<String> cells) {
    if (!namespaces) {
      return cells;
    }
    var row = new ArrayList<String>(List.of(namespace));
    row.addAll(cells);
    return row;
  }

  /** The first row is the heading. */
  static List<String> lines(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] width = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        width[i] = Math.max(width[i], row.get(i).length());
      }
    }
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).repeat(" ", width[i] - row.get(i).length() + BETWEEN);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
