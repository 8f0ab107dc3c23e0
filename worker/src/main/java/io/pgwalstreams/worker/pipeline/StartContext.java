package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.pipeline.Connections.SlotWatch;
import io.pgwalstreams.worker.replication.ReplicationSource;
import io.pgwalstreams.worker.replication.ReplicationStream;
import io.pgwalstreams.worker.resume.Observation;
import io.pgwalstreams.worker.resume.SkipGate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * What a start works with.
 *
 * @param attempts numbers for attempts of publishing, none given twice
 * @param streaming called when events flow
 * @param applied called with settings that have taken effect
 */
record StartContext(
    PipelineSettings settings,
    JetStreamPort nats,
    SlotWatch watch,
    ReplicationSource walsender,
    Observation.Source source,
    Mapping mapping,
    MappingFactory mappings,
    Control control,
    PipelineListener listener,
    WaitClock clock,
    IntSupplier attempts,
    Runnable streaming,
    Consumer<PipelineSettings> applied) {

  Session session(ReplicationStream stream) {
    return new Session(stream, watch, control, listener, clock);
  }

  Feed feed(ReplicationStream stream, SkipGate gate) {
    return new Feed(stream, gate, mapping);
  }

  void tellStream(StreamState stream) {
    listener.stream(
        new PipelineListener.Stream(
            stream.name(), stream.created(), stream.storage(), stream.replicas()));
  }

  /** A slot that is ours, while nobody reads from it; events flow whatever comes of it. */
  void alignFailover() {
    Boolean wanted = settings.failover();
    if (wanted == null
        || !(source.slot() instanceof Observation.Slot.Free)
        || watch.failover().filter(now -> !now.equals(wanted)).isEmpty()) {
      return;
    }
    try {
      walsender.alterFailover(settings.slot(), wanted);
      listener.did(
          "slot '"
              + settings.slot()
              + (wanted ? "' may be taken over by standbys" : "' is no longer copied to standbys"));
    } catch (FailureException e) {
      listener.notice(e.failure());
    }
  }

  /** {@code settled}: another mapping may come into force. */
  LiveSettings live(BooleanSupplier settled) {
    String system = source.identity().system();
    return new LiveSettings(
        settings,
        mapping,
        control,
        s -> mappings.of(s, system, nats.maxPayload()),
        settled,
        listener,
        applied);
  }
}
