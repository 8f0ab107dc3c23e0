package io.pgwalstreams.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private long nanos = 1;
  private final Screen screen = new Screen(new PrintStream(shown, true, UTF_8), () -> nanos);

  private void take(long transaction, int events) {
    for (int i = 1; i <= events; i++) {
      var change = new Change(transaction, "t.insert", i + "", "");
      var row = JsonNodeFactory.instance.objectNode().put("id", i).put("revision", 9);
      screen.take(new Event(i, "id", change, row));
    }
  }

  private String[] lines() {
    return shown.toString(UTF_8).lines().map(String::strip).toArray(String[]::new);
  }

  @Test
  void showsTheEventsOfATransactionTogether() {
    take(1, 2);
    assertThat(lines()).hasSize(2);
    assertThat(lines()[0]).matches("1  t\\.insert +id 1");
  }

  @Test
  void showsTheBeginningOfALargeTransaction() {
    take(1, 1000);
    assertThat(lines()).hasSize(5);
  }

  @Test
  void leavesTimeToRead() {
    take(1, 1);
    take(2, 1);
    assertThat(lines()).hasSize(1);
    nanos += 1_000_000_000;
    take(3, 1);
    assertThat(lines()).hasSize(2);
  }
}
