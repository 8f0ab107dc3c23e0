package io.pgwalstreams.worker.faults;

import java.util.Arrays;
import java.util.List;

/** What {@link Chaos} does to the parts; each must cost nothing but time. */
enum Harm {
  LEADER_KILLED("the stream's leader: kill -9"),
  SERVER_KILLED("another nats-server: kill -9"),
  LEADER_STOPPED("the stream's leader: SIGSTOP"),
  LEADER_PARTITIONED("the stream's leader: no route to the others"),
  SERVER_PARTITIONED("another nats-server: no route to the others"),
  NATS_DISK_FULL("a nats-server: disk full, then kill -9"),
  NATS_CUT("worker and NATS: connection cut"),
  NATS_SLOW("worker and NATS: slow network"),
  NATS_PASSWORD("NATS: password changed"),
  WORKER_KILLED("worker: kill -9"),
  WORKER_STOPPED("worker: SIGSTOP"),
  SECOND_WORKER("worker: SIGSTOP, another takes its place, SIGCONT"),
  FILTER_CHANGED("worker: filter changed"),
  WORKER_CLOCK("worker: clock jumps by hours"),
  WALSENDER_KILLED("walsender: kill -9"),
  WALSENDER_STOPPED("walsender: SIGSTOP"),
  POSTGRES_KILLED("PostgreSQL: kill -9"),
  POSTGRES_DISK_FULL("PostgreSQL: disk full"),
  POSTGRES_CUT("worker and PostgreSQL: connection cut"),
  POSTGRES_SLOW("worker and PostgreSQL: slow network"),
  POSTGRES_PASSWORD("PostgreSQL: password changed"),
  POSTGRES_CLOCK("PostgreSQL: clock jumps by hours");

  private final String title;

  Harm(String title) {
    this.title = title;
  }

  /** In words. */
  String title() {
    return title;
  }

  /** All that can be done by these means. */
  static List<Harm> all(Means means) {
    return Arrays.stream(values())
        .filter(h -> means.disks() || !h.needsDisk())
        .filter(h -> means.clocks() || !h.needsClock())
        .toList();
  }

  /** Those after which the same worker process is still there. */
  static List<Harm> thatSpareTheWorker(Means means) {
    return all(means).stream().filter(h -> !h.endsTheWorker()).toList();
  }

  private boolean needsDisk() {
    return this == NATS_DISK_FULL || this == POSTGRES_DISK_FULL;
  }

  private boolean needsClock() {
    return this == WORKER_CLOCK || this == POSTGRES_CLOCK;
  }

  private boolean endsTheWorker() {
    return this == WORKER_KILLED || this == SECOND_WORKER;
  }
}
