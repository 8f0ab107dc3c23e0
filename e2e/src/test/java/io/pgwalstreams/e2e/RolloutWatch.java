package io.pgwalstreams.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Watches workers' pods, and remembers what must not be. Thread-safe. */
final class RolloutWatch implements AutoCloseable, ResourceEventHandler<Pod> {
  static final String LABEL = "pgwalstreams.io/walstream";

  private final Map<String, Pod> pods = new HashMap<>();
  private final Set<String> walStreams = new TreeSet<>();
  private final Set<String> doubled = new TreeSet<>();
  private SharedIndexInformer<Pod> informer;
  private int mostAway;

  private RolloutWatch() {}

  static RolloutWatch start(Cluster cluster) {
    var watch = new RolloutWatch();
    watch.informer =
        cluster.client().pods().inNamespace(cluster.namespace()).withLabel(LABEL).inform(watch);
    return watch;
  }

  @Override
  public void onAdd(Pod pod) {
    changed(pod, false);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    changed(pod, false);
  }

  @Override
  public void onDelete(Pod pod, boolean unknown) {
    changed(pod, true);
  }

  private synchronized void changed(Pod pod, boolean gone) {
    walStreams.add(owner(pod));
    if (gone) {
      pods.remove(pod.getMetadata().getUid());
    } else {
      pods.put(pod.getMetadata().getUid(), pod);
    }
    Map<String, Long> running =
        pods.values().stream()
            .filter(RolloutWatch::runs)
            .collect(Collectors.groupingBy(RolloutWatch::owner, Collectors.counting()));
    running.forEach(
        (name, count) -> {
          if (count > 1) {
            doubled.add(name);
          }
        });
    Set<String> ready =
        pods.values().stream()
            .filter(p -> !p.isMarkedForDeletion() && Readiness.isPodReady(p))
            .map(RolloutWatch::owner)
            .collect(Collectors.toSet());
    mostAway = Math.max(mostAway, walStreams.size() - ready.size());
  }

  private static String owner(Pod pod) {
    return pod.getMetadata().getLabels().get(LABEL);
  }

  private static boolean runs(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .anyMatch(c -> c.getState().getRunning() != null);
  }

  /** WalStreams that had two containers running at the same moment. */
  synchronized Set<String> doubled() {
    return Set.copyOf(doubled);
  }

  /** How many WalStreams had no worker that was ready, at the worst moment. */
  synchronized int mostAwayAtOnce() {
    return mostAway;
  }

  @Override
  public void close() {
    informer.close();
  }
}
