package io.pgwalstreams.worker.pipeline;

/**
 * Acknowledgements of one turn, told together: a listener that measures costs more than what it
 * measures. One thread.
 */
final class Acknowledged {
  private int count;
  private long newestNanos;

  /** One more; it took so long. */
  void add(long nanos) {
    count++;
    newestNanos = nanos;
  }

  /** Tells of those that were added since the last time. */
  void tell(PipelineListener listener) {
    if (count > 0) {
      listener.acknowledged(count, newestNanos);
      count = 0;
    }
  }
}
