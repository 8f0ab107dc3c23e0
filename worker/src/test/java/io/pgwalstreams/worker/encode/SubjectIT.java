package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.jetstream.Answers;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.TestStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A real server takes every subject, and gives back subject and headers as they were. */
class SubjectIT {
  private static final SubjectTemplate SUBJECTS = new SubjectTemplate("db");

  /** Every character of the first blocks of Unicode, alone and in company, and some from beyond. */
  private static List<String> names() {
    var names = new ArrayList<String>();
    IntStream.rangeClosed(0, 0x250)
        .mapToObj(Character::toString)
        .forEach(
            c -> {
              names.add(c);
              names.add("a" + c + "b");
            });
    names.addAll(
        List.of("żółw", "表", "😀", "\u2028", "\u3000", "\uFEFF", "$JS", "_INBOX", "%", ""));
    return names;
  }

  private static EventHeader header(int i) {
    return new EventHeader(
        Rows.SYSTEM,
        1,
        new Position(Rows.POSITION.lsn(), i + 1),
        Rows.TRANSACTION,
        "9f2c01ab34cd56ef",
        7,
        i == 0 ? null : new Position(Rows.POSITION.lsn(), i),
        null);
  }

  private static JetStreamClient connect(NatsServer server) {
    return JetStreamClient.connect(TestStream.at(server.url()), TestStream.settings());
  }

  private static List<StoredMessage> stored(List<String> subjects) {
    try (var server = NatsServer.start();
        JetStreamPort port = connect(server)) {
      port.createStream().join();
      for (int i = 0; i < subjects.size(); i++) {
        var message = OutgoingMessage.of(subjects.get(i), header(i).toHeaders(), new byte[] {'1'});
        port.publish(message, 1, i + 1);
      }
      port.flush(Long.MAX_VALUE);
      var answers = new ArrayList<PublishAnswer>();
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                for (var a = port.poll(); a != null; a = port.poll()) {
                  answers.addAll(Answers.each(a));
                }
                return answers.size() == subjects.size();
              });
      assertThat(answers).allMatch(PublishAnswer.Stored.class::isInstance);
      return port.headers(1, subjects.size()).join();
    }
  }

  @Test
  void everyNameIsStoredUnderASubjectThatTellsIt() {
    var names = names();
    var stored = stored(names.stream().map(n -> SUBJECTS.row(n, n, "insert")).toList());
    assertThat(stored).hasSameSizeAs(names);
    for (int i = 0; i < names.size(); i++) {
      assertThat(SUBJECTS.rowNames(stored.get(i).subject()))
          .containsExactly(names.get(i), names.get(i), "insert");
      assertThat(EventHeader.parse(stored.get(i))).contains(header(i));
    }
  }

  @Test
  void everyLogicalMessagesNameIsStoredUnderASubjectThatTellsIt() {
    var names = names();
    names.add("x".repeat(900));
    var stored = stored(names.stream().map(SUBJECTS::message).toList());
    for (int i = 0; i < names.size(); i++) {
      assertThat(SUBJECTS.messageName(stored.get(i).subject())).isEqualTo(names.get(i));
    }
  }
}
