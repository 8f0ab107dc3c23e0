package io.pgwalstreams.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the reconciliations of each resource. Thread-safe. */
final class Reconciliations implements Metrics {
  private final Map<String, Integer> created = new ConcurrentHashMap<>();
  private final Map<String, Integer> begun = new ConcurrentHashMap<>();
  private final Map<String, Integer> ended = new ConcurrentHashMap<>();

  @Override
  public void receivedEvent(Event event, Map<String, Object> metadata) {
    if (event instanceof ResourceEvent own && own.getAction() == ResourceAction.ADDED) {
      created.merge(event.getRelatedCustomResourceID().getName(), 1, Integer::sum);
    }
  }

  @Override
  public void reconciliationExecutionStarted(HasMetadata resource, Map<String, Object> metadata) {
    begun.merge(resource.getMetadata().getName(), 1, Integer::sum);
  }

  @Override
  public void reconciliationExecutionFinished(HasMetadata resource, Map<String, Object> metadata) {
    ended.merge(resource.getMetadata().getName(), 1, Integer::sum);
  }

  /** How many of this name were seen to be created. */
  int created(String name) {
    return created.getOrDefault(name, 0);
  }

  int begun(String name) {
    return begun.getOrDefault(name, 0);
  }

  int ended(String name) {
    return ended.getOrDefault(name, 0);
  }
}
