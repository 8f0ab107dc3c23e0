package io.pgwalstreams.worker.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers sent, damaged 100,000 times in reproducible ways. */
class MutatedGoldensTest {
  private static final int MUTATIONS_PER_SEED = 12_500;

  private enum Damage {
    FLIP_BIT,
    SET_BYTE,
    TRUNCATE,
    EXTEND,
    INSERT,
    REMOVE,
    EDIT_LENGTH,
    SPLICE
  }

  private static final int[] LENGTHS = {
    -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 1, 0x7FFF, 0xFFFF, 0x10000, 1 << 24
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void areReadOrRefusedWithTagAndOffset(long seed) {
    var random = new Random(seed);
    var goldens = Goldens.of(seed % 2 == 0 ? 14 : 18);
    int refused = 0;
    for (int i = 0; i < MUTATIONS_PER_SEED; i++) {
      byte[] bytes = damaged(goldens, random);
      if (isRefused(bytes)) {
        refused++;
      }
    }
    assertThat(refused).isBetween(MUTATIONS_PER_SEED / 4, MUTATIONS_PER_SEED - 1);
  }

  /** Whatever is not refused must have been read whole: written again it is the same bytes. */
  private static boolean isRefused(byte[] bytes) {
    PgOutputMessage message;
    try {
      message = new PgOutputDecoder().decode(bytes, 0, bytes.length);
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, bytes.length);
      assertThat(e.tag()).isEqualTo(bytes.length == 0 ? -1 : bytes[0] & 0xFF);
      return true;
    }
    if (message.toString().indexOf('\uFFFD') < 0) {
      assertThat(PgOutputBytes.of(message)).isEqualTo(bytes);
    }
    return false;
  }

  private static byte[] damaged(List<byte[]> goldens, Random random) {
    byte[] bytes = goldens.get(random.nextInt(goldens.size())).clone();
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times && bytes.length > 0; i++) {
      bytes = damage(bytes, goldens, random);
    }
    return bytes;
  }

  private static byte[] damage(byte[] bytes, List<byte[]> goldens, Random random) {
    int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 40) : bytes.length);
    return switch (Damage.values()[random.nextInt(Damage.values().length)]) {
      case FLIP_BIT -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case SET_BYTE -> {
        bytes[at] = (byte) random.nextInt(256);
        yield bytes;
      }
      case TRUNCATE -> Arrays.copyOf(bytes, at);
      case EXTEND -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
      case INSERT -> {
        var longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        longer[at] = (byte) random.nextInt(256);
        yield longer;
      }
      case REMOVE -> {
        var shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
        yield shorter;
      }
      case EDIT_LENGTH -> {
        int length = LENGTHS[random.nextInt(LENGTHS.length)];
        for (int i = 0; i < 4 && at + i < bytes.length; i++) {
          bytes[at + i] = (byte) (length >>> (24 - 8 * i));
        }
        yield bytes;
      }
      case SPLICE -> {
        byte[] other = goldens.get(random.nextInt(goldens.size()));
        int from = random.nextInt(other.length);
        var spliced = Arrays.copyOf(bytes, at + other.length - from);
        System.arraycopy(other, from, spliced, at, other.length - from);
        yield spliced;
      }
    };
  }
}
