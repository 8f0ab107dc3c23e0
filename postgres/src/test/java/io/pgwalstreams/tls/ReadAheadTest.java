package io.pgwalstreams.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  /** Three bytes at a time, of 0 to 99; each second read times out, whatever is there. */
  private static final class Moody extends InputStream {
    private int next;
    private int reads;

    @Override
    public int read() {
      throw new AssertionError("one byte at a time");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (++reads % 2 == 0) {
        throw new SocketTimeoutException("nothing came");
      }
      int count = Math.min(Math.min(length, 3), available());
      for (int i = 0; i < count; i++) {
        into[offset + i] = (byte) next++;
      }
      return count == 0 ? -1 : count;
    }

    @Override
    public int available() {
      return 100 - next;
    }
  }

  private final ReadAhead ahead = new ReadAhead(new Moody(), 64);

  @Test
  void aReadThatTimesOutHasTakenNothing() throws IOException {
    var all = new ByteArrayOutputStream();
    var into = new byte[5];
    int timeouts = 0;
    for (int came = 0; came >= 0; ) {
      try {
        came = ahead.read(into, 0, into.length);
        all.write(into, 0, Math.max(came, 0));
      } catch (SocketTimeoutException e) {
        timeouts++;
      }
    }
    assertThat(timeouts).isPositive();
    assertThat(all.toByteArray()).hasSize(100).startsWith(0, 1, 2, 3).endsWith(98, 99);
  }

  @Test
  void asksWhatIsBeneathOnlyWhenItHoldsNothing() throws IOException {
    assertThat(ahead.available()).isEqualTo(100);
    assertThat(ahead.read()).isZero();
    assertThat(ahead.available()).isEqualTo(2);
    assertThat(ahead.skip(2)).isEqualTo(2);
    assertThat(ahead.available()).isEqualTo(97);
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(ahead::read);
    assertThat(ahead.read()).isEqualTo(3);
  }

  @Test
  void knowsWhetherItHoldsAWholeRecord() throws IOException {
    byte[] whole = Arrays.copyOf(new byte[] {23, 3, 3, 1, 2}, 5 + 258);
    byte[] keyUpdate = Arrays.copyOf(new byte[] {23, 3, 3, 0, 22}, 5 + 22);
    byte[] small = Arrays.copyOf(new byte[] {23, 3, 3, 0, 23}, 5 + 23);
    byte[] handshake = whole.clone();
    handshake[0] = 22;
    assertThat(holdsRecord(whole)).isTrue();
    assertThat(holdsRecord(Arrays.copyOf(whole, whole.length + 1))).isTrue();
    assertThat(holdsRecord(Arrays.copyOf(whole, whole.length - 1))).isFalse();
    assertThat(holdsRecord(Arrays.copyOf(whole, 4))).isFalse();
    assertThat(holdsRecord(handshake)).isFalse();
    assertThat(holdsRecord(small)).isTrue();
    assertThat(holdsRecord(keyUpdate)).isFalse();
    assertThat(new ReadAhead(new ByteArrayInputStream(whole), 64).holdsRecord()).isFalse();
  }

  /** Of a buffer that has read these bytes, and one before them that was taken. */
  private static boolean holdsRecord(byte[] bytes) throws IOException {
    byte[] all = new byte[1 + bytes.length];
    System.arraycopy(bytes, 0, all, 1, bytes.length);
    var buffer = new ReadAhead(new ByteArrayInputStream(all), 1 << 10);
    assertThat(buffer.read()).isZero();
    return buffer.holdsRecord();
  }
}
