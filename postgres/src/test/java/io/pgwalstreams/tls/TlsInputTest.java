package io.pgwalstreams.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class TlsInputTest {
  private static final int HEADER = 5;
  private static final int CONTENT = 23;
  private static final int RECORD = HEADER + CONTENT;
  private static final int TICKET = 0;
  private static final int DAMAGED = 255;

  /**
   * Decrypts as Java's socket does: a record with each read, and of a record that has nothing for
   * the reader it goes on to the next. A record is of one byte, and means that many bytes of
   * itself.
   */
  private static final class Decryption extends InputStream {
    private final ReadAhead encrypted;
    private byte[] plain = {};

    Decryption(ReadAhead encrypted) {
      this.encrypted = encrypted;
    }

    @Override
    public int read() {
      throw new AssertionError("one byte at a time");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      while (plain.length == 0) {
        byte[] header = encrypted.readNBytes(HEADER);
        if (header.length < HEADER) {
          return -1;
        }
        int content = encrypted.readNBytes(CONTENT)[0] & 0xFF;
        if (content == DAMAGED) {
          throw new SSLException("bad record MAC");
        }
        plain = new byte[content];
        Arrays.fill(plain, (byte) content);
      }
      int count = Math.min(length, plain.length);
      System.arraycopy(plain, 0, into, offset, count);
      plain = Arrays.copyOfRange(plain, count, plain.length);
      return count;
    }

    @Override
    public int available() {
      return plain.length;
    }
  }

  /** What comes over the network, one piece with each read; times out when nothing comes. */
  private static final class Network extends InputStream {
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();

    @Override
    public int read() {
      throw new AssertionError("one byte at a time");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      byte[] piece = pieces.poll();
      if (piece == null) {
        throw new SocketTimeoutException("nothing came");
      }
      return new ByteArrayInputStream(piece).read(into, offset, length);
    }

    @Override
    public int available() {
      return pieces.isEmpty() ? 0 : pieces.getFirst().length;
    }
  }

  private final Network network = new Network();
  private final ReadAhead encrypted = new ReadAhead(network, 1 << 10);
  private final TlsInput input = new TlsInput(new Decryption(encrypted), encrypted);

  private static byte[] records(int... contents) {
    byte[] all = new byte[contents.length * RECORD];
    for (int i = 0; i < contents.length; i++) {
      byte[] record = {23, 3, 3, 0, CONTENT, (byte) contents[i]};
      System.arraycopy(record, 0, all, i * RECORD, record.length);
    }
    return all;
  }

  private byte[] read(int most) throws IOException {
    byte[] into = new byte[most];
    return Arrays.copyOf(into, Math.max(0, input.read(into, 0, most)));
  }

  @Test
  void oneReadGivesAllRecordsThatHaveCome() throws IOException {
    network.pieces.add(records(1, 2, 3));
    assertThat(read(100)).containsExactly(1, 2, 2, 3, 3, 3);
  }

  @Test
  void aRecordThatHasNotComeWholeIsNotWaitedFor() throws IOException {
    byte[] all = records(1, 2, 3);
    for (int cut = RECORD; cut < all.length; cut++) {
      network.pieces.addAll(
          List.of(Arrays.copyOf(all, cut), Arrays.copyOfRange(all, cut, all.length)));
      int whole = cut / RECORD;
      assertThat(read(100)).as("cut at " + cut).hasSize(whole == 1 ? 1 : 3);
      assertThat(read(100)).as("cut at " + cut).hasSize(whole == 1 ? 5 : 3);
    }
  }

  @Test
  void noMoreIsReadThanFits() throws IOException {
    network.pieces.add(records(1, 4, 2));
    assertThat(read(3)).containsExactly(1, 4, 4);
    assertThat(input.available()).isEqualTo(2);
    assertThat(read(100)).containsExactly(4, 4, 2, 2);
  }

  @Test
  void recordsOfTlsItselfLoseNothingThatCameBefore() throws IOException {
    network.pieces.add(records(1, 2, TICKET));
    assertThat(read(100)).containsExactly(1, 2, 2);
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> read(100));
    network.pieces.add(records(3));
    assertThat(read(100)).containsExactly(3, 3, 3);
  }

  @Test
  void whatCameBeforeADamagedRecordIsGivenOutFirst() throws IOException {
    network.pieces.add(records(1, DAMAGED, 2));
    assertThat(read(100)).containsExactly(1);
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(SSLException.class)
          .isThrownBy(() -> read(100))
          .withMessage("bad record MAC");
    }
    assertThatExceptionOfType(SSLException.class).isThrownBy(input::read);
  }

  @Test
  void whatIsBeneathIsAvailableToo() throws IOException {
    assertThat(input.available()).isZero();
    network.pieces.add(records(1));
    assertThat(input.available()).isPositive();
  }
}
