package io.pgwalstreams.operator.cli;

import io.pgwalstreams.operator.desired.WorkerPlan;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How the operator was started. Immutable.
 *
 * @param namespaces that are watched; empty: all
 * @param operatorNamespace where the operator runs: its Lease and its records of orphans are there
 * @param clusterId in the claims on publications; empty: found out
 * @param deletionTimeout how long a deletion may wait for a database before it leaves an orphan
 * @param deniedAddresses networks that no WalStream may name
 */
record OperatorSettings(
    Set<String> namespaces,
    String operatorNamespace,
    WorkerPlan.Image workerImage,
    String clusterId,
    Duration deletionTimeout,
    List<String> deniedAddresses,
    boolean leaderElection,
    String listen) {

  OperatorSettings {
    namespaces = Set.copyOf(namespaces);
    deniedAddresses = List.copyOf(deniedAddresses);
  }
}
