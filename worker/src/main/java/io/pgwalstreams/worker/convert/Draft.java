package io.pgwalstreams.worker.convert;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to stand in the new documents. What is null or empty is not written, so that its default
 * holds.
 */
record Draft(
    Identity identity,
    Database database,
    Source source,
    Filter filter,
    Nats nats,
    @Nullable String logLevel) {

  /** Whose it is. */
  record Identity(String name, @Nullable String namespace) {}

  /**
   * The database.
   *
   * @param password the environment variable that has it
   */
  record Database(
      String host,
      @Nullable Integer port,
      String name,
      String user,
      String password,
      @Nullable Tls tls) {}

  /** TLS; the certificates come from Secrets that are named after the WalStream. */
  record Tls(@Nullable String mode, boolean ca, boolean client) {}

  /** Where the changes come from: slot and publication. */
  record Source(Publication publication, Slot slot) {}

  /** The publication. */
  sealed interface Publication {
    /** One of these tables. */
    record Named(List<Table> tables, List<String> operations, @Nullable Boolean viaPartitionRoot)
        implements Publication {}

    /** One of all tables. */
    record All(@Nullable Boolean viaPartitionRoot) implements Publication {}

    /** The other program's. */
    record Existing(String name) implements Publication {}
  }

  /** A table. */
  record Table(String schema, String name) {}

  /** The slot. */
  sealed interface Slot {
    /** One of its own. */
    record Own(@Nullable Boolean failover) implements Slot {}

    /** The other program's. */
    record Existing(String name) implements Slot {}
  }

  /**
   * What of it is published.
   *
   * @param tables their operations, by patterns
   * @param messages prefixes of logical messages
   */
  record Filter(
      Map<String, List<String>> tables, List<String> excludeColumns, List<String> messages) {}

  /** NATS; the stream is named after the prefix. */
  record Nats(List<String> servers, Login login, boolean tls, String subjectPrefix) {
    String stream() {
      return subjectPrefix.replace('.', '-');
    }
  }

  /** Who the worker is to NATS. */
  sealed interface Login {
    /** Nobody. */
    record None() implements Login {}

    /** A user, with a password from the environment. */
    record User(String name) implements Login {}

    /** A token from the environment. */
    record Token() implements Login {}

    /** A file of a JWT and a seed. */
    record Creds() implements Login {}
  }
}
