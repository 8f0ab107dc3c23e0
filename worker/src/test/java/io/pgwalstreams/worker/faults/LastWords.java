package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.TerminationMessage;

/** What a worker left when it ended. */
record LastWords(String text) {

  /** Waits for the worker's end; its exit status and its last words must name the reason. */
  static LastWords of(WorkerProcess worker, Reason reason) {
    int status = worker.exitStatus();
    Failure why = parsed(worker).why();
    assertThat(why.reason()).as(worker::log).isEqualTo(reason);
    assertThat(worker.log()).contains("\"reason\":\"" + reason + "\"");
    assertThat(worker.log().replace("\\\"", "\"")).contains(why.sentence());
    assertThat(status).isEqualTo(reason.area().exitStatus());
    return new LastWords(worker.terminationLog());
  }

  /** The id that accepts the halt that the worker has just ended with. */
  static String haltId(WorkerProcess worker) {
    return parsed(worker).halt().orElseThrow(() -> new AssertionError(worker.log())).id();
  }

  private static TerminationMessage parsed(WorkerProcess worker) {
    return TerminationMessage.parse(worker.terminationLog())
        .orElseThrow(() -> new AssertionError(worker.log()));
  }
}
