package io.pgwalstreams.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.pgwalstreams.postgres.MessageInput.Next;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no PostgreSQL sends: lengths that cannot be, and bytes of no meaning, cut anywhere. */
class HostileMessagesTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 4_000);
  private static final int[] LENGTHS = {
    Integer.MIN_VALUE, -1, 0, 3, 4, 5, 0x7FFF, 0xFFFF, 0x10000, 1 << 20, Integer.MAX_VALUE
  };

  /** Has no timeout, and all that comes is there. */
  private static final class QuietSocket extends Socket {
    @Override
    public void setSoTimeout(int millis) {}

    @Override
    public int getSoTimeout() {
      return 0;
    }
  }

  /** As many bytes at a time as chance will have it. */
  private static final class Drops extends InputStream {
    private final ByteArrayInputStream bytes;
    private final Random random;

    Drops(byte[] bytes, Random random) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.random = random;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      return bytes.read(to, offset, 1 + random.nextInt(Math.min(length, 2_000)));
    }

    @Override
    public int available() {
      return bytes.available();
    }
  }

  private static MessageInput input(byte[] bytes, Random random) {
    var from = new Drops(bytes, random);
    return new MessageInput(new QuietSocket(), from, 0);
  }

  private static byte[] header(char type, int length) {
    return new byte[] {
      (byte) type,
      (byte) (length >>> 24),
      (byte) (length >>> 16),
      (byte) (length >>> 8),
      (byte) length
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3, (1 << 30) + 5, Integer.MAX_VALUE})
  void aLengthThatNoMessageHasIsRefusedInACopyAndBefore(int length) {
    var random = new Random(1);
    MessageInput copy = input(header('d', length), random);
    copy.beginCopy();
    assertThatIOException().isThrownBy(() -> copy.next(1)).withMessageContaining(length + " bytes");
    MessageInput before = input(header('S', length), random);
    assertThatIOException()
        .isThrownBy(() -> before.read(new byte[10], 0, 10))
        .withMessageContaining(length + " bytes");
  }

  @Test
  void aHugeLengthTakesNoMemoryBeforeTheBytesCome() {
    byte[] announced = Arrays.copyOf(header('d', 1 << 30), 200_000);
    MessageInput input = input(announced, new Random(1));
    input.beginCopy();
    assertThatExceptionOfType(EOFException.class).isThrownBy(() -> input.next(1));
    assertThat(input.bytes().length).isLessThan(4 * announced.length);
  }

  @Test
  void anEndInTheMiddleOfARowIsToldAtOnce() {
    byte[] row = Arrays.copyOf(header('d', 14), 15);
    for (int cut = 5; cut < row.length; cut++) {
      MessageInput input = input(Arrays.copyOf(row, cut), new Random(cut));
      input.beginCopy();
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> input.next(1));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void bytesOfNoMeaningAreReadInOrderOrRefused(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] sent = nonsense(random);
      assertThat(sent.length).isGreaterThanOrEqualTo(taken(sent, random));
    }
  }

  private static byte[] nonsense(Random random) {
    var bytes = new ByteArrayOutputStream();
    for (int i = random.nextInt(5); i >= 0; i--) {
      char type = random.nextInt(3) > 0 ? 'd' : (char) random.nextInt(256);
      int right = random.nextInt(random.nextInt(20) == 0 ? 200_000 : 300);
      int length = random.nextInt(4) == 0 ? LENGTHS[random.nextInt(LENGTHS.length)] : right + 4;
      bytes.writeBytes(header(type, length));
      var content = new byte[right];
      random.nextBytes(content);
      bytes.writeBytes(content);
    }
    byte[] all = bytes.toByteArray();
    return random.nextInt(3) == 0 ? Arrays.copyOf(all, random.nextInt(all.length)) : all;
  }

  /** How many bytes rows and other messages had together; each stands where it was sent. */
  private static int taken(byte[] sent, Random random) {
    MessageInput input = input(sent, random);
    input.beginCopy();
    int at = 0;
    try {
      while (true) {
        if (input.next(1) == Next.DATA) {
          assertThat(input.from() - 5).isBetween(0, input.bytes().length);
          assertThat(input.to()).isBetween(input.from(), input.bytes().length);
          assertThat(
                  Arrays.equals(
                      input.bytes(),
                      input.from() - 5,
                      input.to(),
                      sent,
                      at,
                      at + input.to() - input.from() + 5))
              .isTrue();
          at += input.to() - input.from() + 5;
          continue;
        }
        var some = new byte[1 + random.nextInt(100)];
        int count = input.read(some, 0, some.length);
        if (count < 0) {
          return at;
        }
        assertThat(Arrays.equals(some, 0, count, sent, at, at + count)).isTrue();
        at += count;
      }
    } catch (IOException e) {
      return at;
    }
  }
}
