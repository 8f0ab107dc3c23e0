package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.util.List;
import java.util.stream.LongStream;

/** Answers to look at. */
public final class Answers {
  private Answers() {}

  /** One for each message that an answer is about. */
  public static List<PublishAnswer> each(PublishAnswer answer) {
    return switch (answer) {
      case PublishAnswer.StoredRun(long first, Token last) ->
          LongStream.rangeClosed(first, last.sequence())
              .<PublishAnswer>mapToObj(
                  s -> new PublishAnswer.Stored(new Token(last.attempt(), s), s, false))
              .toList();
      case PublishAnswer.Stored stored -> List.of(stored);
      case PublishAnswer.Refused refused -> List.of(refused);
    };
  }
}
