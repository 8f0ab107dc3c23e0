package io.pgwalstreams.e2e;

import java.nio.file.Path;

/** What the build tells the tests, as system properties. */
final class Settings {
  static final Path ROOT = Path.of(System.getProperty("e2e.root", ".."));

  /** Where a failed test leaves what it saw of the cluster. */
  static final Path OUTPUT = Path.of(System.getProperty("e2e.output", "target/e2e"));

  static final String KUBECTL = System.getProperty("e2e.kubectl", "kubectl");
  static final String OPERATOR_IMAGE = System.getProperty("e2e.image.operator", "");
  static final String WORKER_IMAGE = System.getProperty("e2e.image.worker", "");

  /** Other names of the same images, as an upgrade brings; empty: there are none. */
  static final String NEXT_OPERATOR_IMAGE = System.getProperty("e2e.image.operator.next", "");

  static final String NEXT_WORKER_IMAGE = System.getProperty("e2e.image.worker.next", "");

  /** A program that restarts the node's container runtime; empty: there is none. */
  static final String RESTART_RUNTIME = System.getProperty("e2e.restart.runtime", "");

  /** A program that sends the node's kubelet the signal that it is given; empty: there is none. */
  static final String SIGNAL_KUBELET = System.getProperty("e2e.signal.kubelet", "");

  static final String POSTGRES_IMAGE = System.getProperty("e2e.image.postgres", "");
  static final String NATS_IMAGE = System.getProperty("e2e.image.nats", "");

  private Settings() {}
}
