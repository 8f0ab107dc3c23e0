package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import java.util.List;

/** Answers to publishes; called on jnats' threads. */
interface Replies {
  /** In the order of their coming. */
  void answers(List<PublishAnswer> answers);

  /** The user may not publish on this subject. */
  void denied(String subject, String error);

  /** There is a connection again after one that was lost. */
  void reconnected();
}
