package io.pgwalstreams.worker.cli;

/** Which build of the worker this is. */
final class Version {
  private Version() {}

  /** The version in the jar's manifest; {@code dev} for classes that are run from a folder. */
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
