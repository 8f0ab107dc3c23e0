package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * The answers of one read, in their order: those that follow from each other as one. One thread.
 */
final class AnswerList {
  private List<PublishAnswer> answers = new ArrayList<>();
  private int attempt;
  private long first;

  /** The newest of those that are not in the list yet; 0: there are none. */
  private long last;

  /** The message of this token is stored at the sequence that the token names. */
  void stored(int itsAttempt, long sequence) {
    if (last == 0 || itsAttempt != attempt || sequence != last + 1) {
      endRun();
      attempt = itsAttempt;
      first = sequence;
    }
    last = sequence;
  }

  /** Any other answer. */
  void add(PublishAnswer answer) {
    endRun();
    answers.add(answer);
  }

  private void endRun() {
    if (last == 0) {
      return;
    }
    var token = new Token(attempt, last);
    answers.add(
        first == last
            ? new PublishAnswer.Stored(token, last, false)
            : new PublishAnswer.StoredRun(first, token));
    last = 0;
  }

  boolean isEmpty() {
    return last == 0 && answers.isEmpty();
  }

  /** What there is; empty from then on. */
  List<PublishAnswer> take() {
    endRun();
    List<PublishAnswer> all = answers;
    answers = new ArrayList<>();
    return all;
  }
}
