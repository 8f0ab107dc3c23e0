package io.pgwalstreams.worker.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WellFormedTest {
  private static boolean javaTakes(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).hasRemaining();
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static void agrees(byte... bytes) {
    assertThat(WellFormed.isUtf8(bytes, 0, bytes.length)).isEqualTo(javaTakes(bytes));
  }

  @Test
  void takesWhatJavaTakesOfAllTwoAndThreeBytes() {
    for (int i = 0; i < 1 << 16; i++) {
      agrees((byte) (i >> 8), (byte) i);
      for (int third : new int[] {'a', 0x7F, 0x80, 0xBF, 0xC0}) {
        agrees((byte) (i >> 8), (byte) i, (byte) third);
      }
    }
  }

  @Test
  void takesWhatJavaTakesOfFourBytesAtTheEdges() {
    int[] edges = {0, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
    for (int first = 0xE0; first <= 0xFF; first++) {
      for (int second : edges) {
        for (int third : edges) {
          for (int fourth : edges) {
            agrees((byte) first, (byte) second, (byte) third, (byte) fourth);
          }
        }
      }
    }
  }

  @Test
  void takesEveryCharacter() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      byte[] bytes = ("a" + Character.toString(c) + "b").getBytes(StandardCharsets.UTF_8);
      assertThat(WellFormed.isUtf8(bytes, 0, bytes.length)).isTrue();
    }
  }

  @Test
  void findsOneWrongByteInALongText() {
    byte[] text = "pchnąć w tę łódź jeża lub ośm skrzyń fig 🦔".getBytes(StandardCharsets.UTF_8);
    var random = new Random(11);
    for (int i = 0; i < 100_000; i++) {
      byte[] wrong = text.clone();
      wrong[random.nextInt(wrong.length)] = (byte) random.nextInt();
      agrees(wrong);
    }
  }

  @Test
  void looksAtItsPartAlone() {
    byte[] text = {(byte) 0x80, 'a', (byte) 0xC3, (byte) 0xA9, (byte) 0xC3};
    assertThat(WellFormed.isUtf8(text, 1, 4)).isTrue();
    assertThat(WellFormed.isUtf8(text, 1, 3)).isFalse();
    assertThat(WellFormed.isUtf8(text, 1, 1)).isTrue();
  }
}
