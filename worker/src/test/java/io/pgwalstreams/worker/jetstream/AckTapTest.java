package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer.Refused;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer.Stored;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AckTapTest {
  private static final String PREFIX = "_INBOX.x1.a.";
  private static final String INFO = "INFO {\"server_id\":\"MSG _INBOX.x1.a.1.1 1 2\"}\r\n";
  private static final String OURS = message("_INBOX.x1.a.7.14", "{\"stream\":\"db\",\"seq\":14}");
  private static final String NOBODY = "HMSG _INBOX.x1.a.7.15 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n";
  private static final String REPLY = message("_INBOX.x1.r.3", "MSG _INBOX.x1.a.9.9 1 0\r\n\r\n");
  private static final String HEADED = "HMSG _INBOX.x1.r.4 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\n";
  private static final List<PublishAnswer> ANSWERS =
      List.of(
          new Stored(new Token(7, 14), 14, false),
          new Refused(new Token(7, 15), 503, "nobody listens on the subject"));

  private final List<PublishAnswer> heard = new ArrayList<>();
  private final AckTap tap =
      new AckTap(PREFIX, answers -> answers.forEach(a -> heard.addAll(Answers.each(a))));

  private static String message(String subject, String payload) {
    return "MSG " + subject + " 1 " + payload.length() + "\r\n" + payload + "\r\n";
  }

  /** What passes when the stream comes in pieces that end at {@code cuts}. */
  private String pass(String stream, int... cuts) throws IOException {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    var passed = new StringBuilder();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : bytes.length;
      byte[] piece = java.util.Arrays.copyOfRange(bytes, from, to);
      byte[] out = new byte[3 + tap.held() + piece.length];
      int length = tap.take(piece, piece.length, out, 3);
      passed.append(new String(out, 3, length, StandardCharsets.UTF_8));
      from = to;
    }
    return passed.toString();
  }

  @Test
  void takesOutOurAnswersAndLetsTheRestPass() throws IOException {
    assertThat(pass(INFO + OURS + "PING\r\n" + NOBODY + REPLY + "+OK\r\n" + HEADED))
        .isEqualTo(INFO + "PING\r\n" + REPLY + "+OK\r\n" + HEADED);
    assertThat(heard).isEqualTo(ANSWERS);
  }

  /** Their reply subject does not say which message it was. */
  @Test
  void anAcknowledgementOfAChainedMessageIsOfTheSequenceThatItHas() throws IOException {
    String stored = message(PREFIX + "7", "{\"stream\":\"db\", \"seq\":9016}");
    String next = message(PREFIX + "7", "{\"stream\":\"db\", \"seq\":9017}");
    String domain = message(PREFIX + "7", "{\"stream\":\"error\", \"domain\":\"x\", \"seq\":9018}");
    String spaced = message(PREFIX + "7", "{\"stream\":\"duplicate\", \"seq\": 9019}");
    String headed =
        "HMSG _INBOX.x1.a.7 1 12 38\r\nNATS/1.0\r\n\r\n{\"stream\":\"db\",\"seq\":9020}\r\n";
    String repeated = message(PREFIX + "7", "{\"stream\":\"db\", \"seq\":3,\"duplicate\": true}");
    String refused =
        message(
            PREFIX + "8",
            "{\"error\":{\"code\":400,\"err_code\":10071,\"description\":\"wrong last\"},"
                + "\"stream\":\"db\",\"seq\":0}");
    String nobody = "HMSG _INBOX.x1.a.8 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n";
    String stream = stored + next + domain + spaced + headed + repeated + refused + INFO + nobody;
    for (int cut = 0; cut <= stream.length(); cut++) {
      heard.clear();
      assertThat(pass(stream, cut)).as("cut at " + cut).isEqualTo(INFO);
      assertThat(heard)
          .as("cut at " + cut)
          .containsExactly(
              new Stored(new Token(7, 9016), 9016, false),
              new Stored(new Token(7, 9017), 9017, false),
              new Stored(new Token(7, 9018), 9018, false),
              new Stored(new Token(7, 9019), 9019, false),
              new Stored(new Token(7, 9020), 9020, false),
              new Stored(new Token(7, 0), 3, true),
              new Refused(new Token(8, 0), 10071, "wrong last"),
              new Refused(new Token(8, 0), 503, "nobody listens on the subject"));
    }
  }

  /** Also those that are shorter than the words that a message's line begins with. */
  @Test
  void linesThatAreNoMessagesPass() throws IOException {
    String lines = "\r\nM\r\nMSG\r\nMSG \r\nHM\r\nHMSG\r\nHMSG \r\n\n+OK\r\n";
    String stream = lines + OURS + lines + NOBODY + lines;
    for (int cut = 0; cut <= stream.length(); cut++) {
      heard.clear();
      assertThat(pass(stream, cut)).as("cut at " + cut).isEqualTo(lines.repeat(3));
      assertThat(heard).as("cut at " + cut).isEqualTo(ANSWERS);
    }
  }

  @Test
  void itDoesNotMatterWhereTheStreamIsCut() throws IOException {
    String stream = INFO + OURS + "PING\r\n" + REPLY + NOBODY + HEADED + "-ERR 'x'\r\n";
    String passing = INFO + "PING\r\n" + REPLY + HEADED + "-ERR 'x'\r\n";
    for (int cut = 0; cut <= stream.length(); cut++) {
      heard.clear();
      assertThat(pass(stream, cut)).as("cut at " + cut).isEqualTo(passing);
      assertThat(heard).as("cut at " + cut).isEqualTo(ANSWERS);
    }
  }

  @Test
  void manyAnswersInManyPiecesAllCome() throws IOException {
    var random = new Random(7);
    var stream = new StringBuilder();
    var passing = new StringBuilder();
    var expected = new ArrayList<PublishAnswer>();
    for (int i = 1; i <= 2000; i++) {
      if (random.nextInt(10) == 0) {
        stream.append(REPLY);
        passing.append(REPLY);
      }
      stream.append(message(PREFIX + "2." + i, "{\"stream\":\"db\",\"seq\":" + i + "}"));
      expected.add(new Stored(new Token(2, i), i, false));
    }
    int[] cuts = random.ints(500, 0, stream.length()).sorted().toArray();
    assertThat(pass(stream.toString(), cuts)).isEqualTo(passing.toString());
    assertThat(heard).isEqualTo(expected);
  }

  @Test
  void whatIsNotTheProtocolIsRefused() {
    assertThatThrownBy(() -> pass("MSG " + PREFIX + "1.1 1 x9\r\n"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> pass("MSG a 1 99999999999\r\n")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> pass("MSG " + "a".repeat(1 << 16))).isInstanceOf(IOException.class);
  }

  @Test
  void withoutAPrefixEverythingPasses() throws IOException {
    byte[] out = new byte[200];
    byte[] in = OURS.getBytes(StandardCharsets.UTF_8);
    assertThat(AckTap.CLOSED.take(in, in.length, out, 0)).isEqualTo(in.length);
    assertThat(out).startsWith(in);
  }
}
