package io.pgwalstreams.worker.jetstream;

/** How to come in at NATS. The arrays are not copied. None of them shows itself in a log. */
public sealed interface NatsCredentials {

  /** Without, or by the client certificate alone. */
  record None() implements NatsCredentials {}

  /** User and password. */
  record UserPassword(String user, char[] password) implements NatsCredentials {
    @Override
    public String toString() {
      return "UserPassword[" + user + "]";
    }
  }

  /** A token. */
  record Token(char[] token) implements NatsCredentials {
    @Override
    public String toString() {
      return "Token";
    }
  }

  /** An nkey's seed, {@code SU…}. */
  record NKey(char[] seed) implements NatsCredentials {
    @Override
    public String toString() {
      return "NKey";
    }
  }

  /** The content of a {@code .creds} file: a user's JWT and seed. */
  record CredsFile(byte[] content) implements NatsCredentials {
    @Override
    public String toString() {
      return "CredsFile";
    }
  }
}
