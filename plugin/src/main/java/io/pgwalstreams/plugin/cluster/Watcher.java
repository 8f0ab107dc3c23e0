package io.pgwalstreams.plugin.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.pgwalstreams.operator.desired.Labels;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.plugin.problem.ProblemException;
import io.pgwalstreams.plugin.view.Facts;
import io.pgwalstreams.plugin.view.Key;
import io.pgwalstreams.plugin.view.Look;
import io.pgwalstreams.plugin.view.Seen;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Looks at WalStreams and asks their workers, all at once. Used by one thread. */
public final class Watcher implements AutoCloseable {
  private final Cluster cluster;
  private final Optional<String> namespace;
  private final Optional<String> name;
  private final InstantSource clock;
  private final WorkerDoor door;
  private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Looks nowhere yet.
   *
   * @param namespace empty: all of them
   * @param name of the one WalStream; empty: all of them
   */
  public Watcher(
      Cluster cluster, Optional<String> namespace, Optional<String> name, InstantSource clock) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.name = name;
    this.clock = clock;
    this.door = new WorkerDoor(cluster);
  }

  /** What the workers of one look are: pods by WalStream, or why they cannot be seen. */
  private record Workers(Map<Key, Pod> pods, Optional<String> unseen) {}

  /** ProblemException when the WalStreams cannot be seen; a worker that is silent is none. */
  public Look look() throws InterruptedException {
    List<WalStreamResource> resources =
        name.map(n -> List.of(cluster.walStream(n))).orElseGet(() -> cluster.walStreams(namespace));
    Workers workers = resources.isEmpty() ? new Workers(Map.of(), Optional.empty()) : workers();
    var answers = new ArrayList<Future<Seen>>();
    for (WalStreamResource resource : resources) {
      answers.add(asking.submit(() -> seen(resource, workers)));
    }
    var all = new ArrayList<Seen>();
    for (Future<Seen> answer : answers) {
      all.add(result(answer));
    }
    return new Look(clock.instant(), all);
  }

  private static Seen result(Future<Seen> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("looking at a WalStream", e.getCause());
    }
  }

  private Workers workers() {
    try {
      var pods = new HashMap<Key, Pod>();
      for (Pod pod : cluster.workerPods(namespace)) {
        pods.put(
            new Key(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getLabels().getOrDefault(Labels.WALSTREAM, "")),
            pod);
      }
      return new Workers(pods, Optional.empty());
    } catch (ProblemException e) {
      return new Workers(Map.of(), Optional.of(e.problem().what()));
    }
  }

  private Seen seen(WalStreamResource resource, Workers workers) {
    var key = new Key(resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    Facts facts = Facts.of(key, resource.getStatus());
    if (resource.getSpec().path("suspend").asBoolean()) {
      return new Seen(facts, Optional.empty(), Optional.empty());
    }
    Pod pod = workers.pods().get(key);
    if (pod == null) {
      return new Seen(
          facts,
          Optional.empty(),
          Optional.of(workers.unseen().orElse("no pod of its worker runs")));
    }
    return switch (door.ask(pod)) {
      case WorkerDoor.Answer.Said(var live) -> new Seen(facts, Optional.of(live), Optional.empty());
      case WorkerDoor.Answer.Silent(String why) ->
          new Seen(facts, Optional.empty(), Optional.of(why));
    };
  }

  @Override
  public void close() {
    asking.shutdownNow();
    door.close();
  }
}
