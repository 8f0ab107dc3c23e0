package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.config.WorkerConfig;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import java.util.Optional;

/**
 * Refuses a stream that cannot be published to, before anything is created in the database. Only at
 * the beginning: where there is a checkpoint, the decision about the start knows more.
 */
public final class TargetGate {
  private TargetGate() {}

  /** FailureException for what a person must mend; what heals by itself is waited for later. */
  public static void pass(WorkerConfig config) {
    try (JetStreamClient client = JetStreamClient.connect(config.nats(), config.stream())) {
      var look = new StreamLook(client, config.settings());
      Optional<StreamState> stream = look.stream();
      if (look.hasBegun()) {
        return;
      }
      Optional<Failure> why = look.refusal(stream).or(() -> stream.flatMap(look::another));
      if (why.isPresent()) {
        throw why.get().asException();
      }
    } catch (FailureException e) {
      if (e.failure().reason().recovery() == Reason.Recovery.PERSON) {
        throw e;
      }
    }
  }
}
