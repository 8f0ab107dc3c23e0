package io.pgwalstreams.worker.change;

import java.util.Locale;

/** What a change does to a table. */
public enum Operation {
  INSERT,
  UPDATE,
  DELETE,
  TRUNCATE;

  private final String lowerCase = name().toLowerCase(Locale.ROOT);

  /** As it stands in subjects and filters: {@code insert}. */
  public String lowerCase() {
    return lowerCase;
  }
}
