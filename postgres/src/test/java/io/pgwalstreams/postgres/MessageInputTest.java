package io.pgwalstreams.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.pgwalstreams.postgres.MessageInput.Next;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageInputTest {
  private final Wire wire = new Wire();
  private final QuietSocket socket = new QuietSocket(wire);
  private final MessageInput input = new MessageInput(socket, wire, 0);

  /** Bytes that come in pieces; in between there are none. */
  private static final class Wire extends InputStream {
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private boolean ended;
    private boolean broken;

    void sends(byte[]... more) {
      pieces.addAll(List.of(more));
    }

    @Override
    public int read() {
      throw new AssertionError("one byte at a time");
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      byte[] piece = pieces.poll();
      if (piece == null) {
        if (ended) {
          return -1;
        }
        if (broken) {
          throw new IOException("the record is damaged");
        }
        throw new SocketTimeoutException("nothing there");
      }
      int count = Math.min(length, piece.length);
      System.arraycopy(piece, 0, to, offset, count);
      if (count < piece.length) {
        pieces.addFirst(Arrays.copyOfRange(piece, count, piece.length));
      }
      return count;
    }

    @Override
    public int available() {
      byte[] piece = pieces.peek();
      return piece == null ? 0 : piece.length;
    }
  }

  /** Knows its timeout, and nothing else. */
  private static final class QuietSocket extends Socket {
    private final Wire wire;
    private int timeout = 60_000;

    QuietSocket(Wire wire) {
      this.wire = wire;
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
      if (wire.broken && timeout != 60_000) {
        throw new SocketException("Socket is closed");
      }
      timeout = millis;
    }

    @Override
    public int getSoTimeout() {
      return timeout;
    }
  }

  private static byte[] message(char type, String content) {
    return message(type, content.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] message(char type, byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.write(type);
      out.writeInt(4 + content.length);
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private byte[] read() throws IOException {
    var to = new byte[1000];
    return Arrays.copyOf(to, input.read(to, 0, to.length));
  }

  private String row() {
    return new String(
        input.bytes(), input.from(), input.to() - input.from(), StandardCharsets.US_ASCII);
  }

  /** Rows until nothing whole is there. */
  private List<String> rows() throws IOException {
    var rows = new ArrayList<String>();
    for (Next next = input.next(1); next == Next.DATA; next = input.next(1)) {
      rows.add(row());
    }
    return rows;
  }

  @Test
  void nobodyIsGivenAByteBehindTheMessageThatIsRead() throws IOException {
    byte[] first = message('S', "one");
    byte[] second = message('Z', "I");
    wire.sends(joined(first, second));
    assertThat(input.available()).isEqualTo(first.length + second.length);
    var some = new byte[4];
    assertThat(input.read(some, 0, 4)).isEqualTo(4);
    assertThat(input.available()).isEqualTo(first.length - 4);
    assertThat(read()).isEqualTo(Arrays.copyOfRange(first, 4, first.length));
    assertThat(read()).isEqualTo(second);
  }

  @Test
  void theAnswerToTheQuestionForTlsStandsBeforeTheMessages() throws IOException {
    var asked = new MessageInput(socket, wire, 1);
    wire.sends(joined(new byte[] {'N'}, message('R', "ok")));
    assertThat(asked.read()).isEqualTo('N');
    var to = new byte[100];
    assertThat(asked.read(to, 0, 100)).isEqualTo(7);
  }

  @Test
  void rowsOfACopyAreTakenOutAndTheDriverDoesNotSeeThem() throws IOException {
    wire.sends(joined(message('W', ""), message('d', "a"), message('d', "bc")));
    assertThat(read()).isEqualTo(message('W', ""));
    input.beginCopy();
    assertThat(input.available()).isZero();
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this::read);
    assertThat(input.emptyReads()).isEqualTo(1);
    assertThat(rows()).containsExactly("a", "bc");
    assertThat(socket.getSoTimeout()).isEqualTo(60_000);
  }

  /** Who believed that something is there would wait behind it for the driver's next message. */
  @Test
  void inACopyWhatHasNotBeenReadYetIsNotTheDriversToWaitFor() throws IOException {
    byte[] notice = message('N', "careful");
    wire.sends(joined(notice, notice), message('d', "a"));
    input.beginCopy();
    assertThat(input.next(1)).isEqualTo(Next.OTHER);
    assertThat(read()).isEqualTo(notice);
    assertThat(input.available()).isEqualTo(notice.length);
    assertThat(read()).isEqualTo(notice);
    assertThat(wire.available()).isPositive();
    assertThat(input.available()).isZero();
    assertThat(rows()).containsExactly("a");
  }

  @Test
  void itDoesNotMatterWhereTheRowsAreCut() throws IOException {
    byte[] all = joined(message('d', "first"), message('d', ""), message('d', "third"));
    for (int cut = 0; cut <= all.length; cut++) {
      var one = new Wire();
      var cutUp = new MessageInput(socket, one, 0);
      cutUp.beginCopy();
      var rows = new ArrayList<String>();
      one.sends(Arrays.copyOf(all, cut));
      for (int i = 0; i < 2; i++) {
        while (cutUp.next(1) == Next.DATA) {
          rows.add(
              new String(
                  cutUp.bytes(),
                  cutUp.from(),
                  cutUp.to() - cutUp.from(),
                  StandardCharsets.US_ASCII));
        }
        one.sends(Arrays.copyOfRange(all, cut, all.length));
      }
      assertThat(rows).as("cut at " + cut).containsExactly("first", "", "third");
    }
  }

  @Test
  void whatIsNoRowIsTheDriversAndRowsGoOnBehindIt() throws IOException {
    byte[] notice = message('N', "careful");
    wire.sends(joined(message('d', "a"), notice, message('d', "b")));
    input.beginCopy();
    assertThat(rows()).containsExactly("a");
    assertThat(input.next(1)).isEqualTo(Next.OTHER);
    assertThat(read()).isEqualTo(notice);
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this::read);
    assertThat(rows()).containsExactly("b");
  }

  @Test
  void aRowThatIsLargerThanTheBufferComesWhole() throws IOException {
    var large = new byte[9 << 20];
    Arrays.fill(large, (byte) 'x');
    wire.sends(joined(message('d', "a"), message('d', large), message('d', "b")));
    input.beginCopy();
    assertThat(rows()).extracting(String::length).containsExactly(1, large.length, 1);
    wire.sends(message('d', "c"));
    assertThat(rows()).containsExactly("c");
    assertThat(input.bytes().length).isLessThan(1 << 20);
  }

  @Test
  void theEndIsTheDriversToFindOut() throws IOException {
    wire.ended = true;
    input.beginCopy();
    assertThat(input.next(0)).isEqualTo(Next.NOTHING);
    assertThat(input.next(1)).isEqualTo(Next.OTHER);
    assertThat(input.read()).isEqualTo(-1);
  }

  @Test
  void withoutPatienceTheSocketIsNotReadWhenNothingIsThere() throws IOException {
    input.beginCopy();
    assertThat(input.next(0)).isEqualTo(Next.NOTHING);
    wire.sends(message('d', "a"));
    assertThat(input.next(0)).isEqualTo(Next.DATA);
    assertThat(row()).isEqualTo("a");
  }

  @Test
  void aLengthThatCannotBeIsRefused() {
    wire.sends(new byte[] {'d', 0, 0, 0, 3, 0});
    input.beginCopy();
    assertThatIOException().isThrownBy(() -> input.next(1)).withMessageContaining("3 bytes");
  }

  /** Who fails closes the socket, as TLS does. */
  @Test
  void whyAReadFailedIsNotHiddenByTheSocketsEnd() {
    input.beginCopy();
    wire.broken = true;
    assertThatIOException().isThrownBy(() -> input.next(1)).withMessage("the record is damaged");
  }
}
