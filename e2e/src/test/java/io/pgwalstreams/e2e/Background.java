package io.pgwalstreams.e2e;

import java.util.concurrent.Executor;

/**
 * Threads for what a test lets run beside itself. Not the common pool: on a small machine it has
 * one thread, which the Kubernetes client needs.
 */
final class Background {
  static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  private Background() {}
}
