package io.pgwalstreams.testkit;

/** The major versions that are supported, each with the minor version that tests run. */
public enum PostgresVersion {
  PG14(14),
  PG15(15),
  PG16(16),
  PG17(17),
  PG18(18);

  private final int major;

  PostgresVersion(int major) {
    this.major = major;
  }

  public int major() {
    return major;
  }
}
