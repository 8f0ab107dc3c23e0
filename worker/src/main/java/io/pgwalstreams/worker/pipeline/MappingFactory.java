package io.pgwalstreams.worker.pipeline;

/** Makes mappings. */
@FunctionalInterface
public interface MappingFactory {
  /**
   * The mapping of these settings for changes of one database system, into events that a server
   * with this {@code max_payload} takes.
   */
  Mapping of(PipelineSettings settings, String systemIdentifier, long maxPayload);
}
