package io.pgwalstreams.plugin.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.plugin.tail.EventText.Form;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventTextTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:06Z");

  private static Stored stored(String body) {
    return new Stored(1296, TIME, "db.public.users.update", "738.1/0/1A2B3C8/4", body);
  }

  private static String text(String body) {
    return EventText.of(stored(body), Form.TEXT);
  }

  @Test
  void aRowIsOneLineWithEveryDigit() {
    assertThat(
            text(
                """
                {"id":"0d2e","schema":"public","table":"users","action":"UPDATE",
                 "data":{"id":2,"price":12.50,"big":12345678901234567890.10},"dataOld":{"id":1},"unchanged":["bio"],
                 "commitTime":"2026-01-02T03:04:05.680000Z"}
                """))
        .isEqualTo(
            "1296  2026-01-02T03:04:05.680000Z  public.users                  UPDATE  "
                + "  {\"id\":2,\"price\":12.50,\"big\":12345678901234567890.10}"
                + "  was {\"id\":1}  unchanged [\"bio\"]");
  }

  @Test
  void aGapIsShownWithItsReason() {
    assertThat(
            text(
                "{\"id\":\"3f\",\"action\":\"GAP\",\"reason\":\"SlotAdvanced\",\"message\":\"why\"}"))
        .endsWith("GAP       SlotAdvanced: why");
  }

  @Test
  void aLogicalMessageIsShownWithItsContent() {
    assertThat(
            text(
                "{\"id\":\"3f\",\"prefix\":\"outbox\",\"action\":\"MESSAGE\",\"content\":{\"a\":1}}"))
        .contains("  outbox ")
        .endsWith("MESSAGE   {\"a\":1}");
  }

  @Test
  void whatIsNoEventIsNamedButNotShown() {
    assertThat(text("hello")).contains("db.public.users.update").contains("no event: 5 characters");
  }

  @Test
  void aTerminalIsSentNothingThatItWouldObey() {
    String row =
        "{\"action\":\"INSERT\",\"schema\":\"s\",\"table\":\"t\",\"data\":{\"a\":\"\u009b31m\u007f\"}}";
    assertThat(text(row)).doesNotContain("\u009b").doesNotContain("\u007f");
  }

  @Test
  void asJsonTheBodyIsItsVeryTextInOneLine() {
    assertThat(EventText.of(stored("{\"a\": 1.50,\n \"a\": 2}\n"), Form.JSON))
        .isEqualTo(
            "{\"sequence\":1296,\"time\":\"2026-01-02T03:04:06Z\",\"subject\":\"db.public.users.update\","
                + "\"position\":\"738.1/0/1A2B3C8/4\",\"event\":{\"a\": 1.50,  \"a\": 2}}");
  }

  @Test
  void asJsonWhatIsNoObjectIsAString() {
    assertThat(EventText.of(stored("a \"b\""), Form.JSON)).endsWith("\"event\":\"a \\\"b\\\"\"}");
  }
}
