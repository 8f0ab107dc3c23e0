package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTemplateTest {
  private final SubjectTemplate subjects = new SubjectTemplate("db.eu");

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "users,       users",
        "żółw,        żółw",
        "my.table,    my%2Etable",
        "'a b',       a%20b",
        "'a\tb\r\nc', a%09b%0D%0Ac",
        "*,           %2A",
        ">,           %3E",
        "100%,        100%25",
        "'',          %",
        "a\u00a0b,    a%C2%A0b",
        "a\u2028b,    a%E2%80%A8b",
        "\u007f,      %7F",
        "😀,          😀",
        "$SYS,        $SYS",
      })
  void encodesWhatATokenCannotHold(String name, String token) {
    assertThat(SubjectToken.encode(name)).isEqualTo(token);
    assertThat(SubjectToken.decode(token)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%2", "a%", "%zz", "%FF", "%C3"})
  void refusesABrokenToken(String token) {
    assertThatThrownBy(() -> SubjectToken.decode(token))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyNameComesBackAndMakesOneToken() {
    var random = new Random(20260102);
    for (int i = 0; i < 100_000; i++) {
      String name = name(random);
      String token = SubjectToken.encode(name);
      assertThat(SubjectToken.decode(token)).isEqualTo(name);
      assertThat(token).isNotEmpty();
      assertThat(token.chars())
          .noneMatch(c -> c <= ' ' || c == 0x7F || c == '.' || c == '*' || c == '>');
      assertThat(subjects.messageName(subjects.message(name))).isEqualTo(name);
      assertThat(subjects.rowNames(subjects.row(name, token, "insert")))
          .containsExactly(name, token, "insert");
    }
  }

  private static String name(Random random) {
    var name = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      int c =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x100);
            case 1 -> ".*>% \t%2E".charAt(random.nextInt(9));
            case 2 -> 'a' + random.nextInt(26);
            default -> random.nextInt(0x11000);
          };
      name.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 'x' : c);
    }
    return name.toString();
  }

  @Test
  void rowsGoToSchemaTableAction() {
    assertThat(subjects.row("public", "users", "insert")).isEqualTo("db.eu.public.users.insert");
    assertThat(subjects.all()).isEqualTo("db.eu.>");
    assertThat(subjects.gap()).isEqualTo("db.eu.gap");
  }

  @Test
  void aMessagesDotsSeparateTokens() {
    assertThat(subjects.message("outbox.orders")).isEqualTo("db.eu.message.outbox.orders");
    assertThat(subjects.message("a..b ")).isEqualTo("db.eu.message.a.%.b%20");
    assertThat(subjects.message("")).isEqualTo("db.eu.message.%");
  }

  @Test
  void aSchemaCalledMessageIsNotTakenForOne() {
    String row = subjects.row("message", "users", "insert");
    assertThat(row).isEqualTo("db.eu.%6Dessage.users.insert");
    assertThat(subjects.message("users.insert")).isEqualTo("db.eu.message.users.insert");
    assertThat(subjects.rowNames(row)).containsExactly("message", "users", "insert");
    assertThatThrownBy(() -> subjects.rowNames("db.eu.message.users.insert"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> subjects.messageName(row))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noSubjectIsTooLongForTheServer() {
    assertThat(subjects.message("x".repeat(100_000))).matches("db\\.eu\\.message\\.%~[0-9a-f]{16}");
    assertThat(subjects.message("x".repeat(100_000)))
        .isNotEqualTo(subjects.message("x".repeat(100_001)));
    String worst = ".".repeat(63);
    assertThat(subjects.row(worst, worst, "truncate").getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(SubjectTemplate.MAX_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", "a b", "a.*", ">", "a\nb", "a%"})
  void refusesAPrefixThatIsNone(String prefix) {
    assertThatThrownBy(() -> new SubjectTemplate(prefix))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
