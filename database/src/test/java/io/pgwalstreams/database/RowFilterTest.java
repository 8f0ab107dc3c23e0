package io.pgwalstreams.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "active",
        "id > 10 and (state = 'open' or state in ('a', 'b'))",
        "note <> 'it''s; -- (not) a comment /* nor'",
        "\"we;ird \"\"(name\" is not null",
        "price - -1 > 0",
        "name ~ '^\\d+$'",
        "a$b$c = 1",
        "kind = 'x\\'"
      })
  void takesOneExpression(String where) {
    assertThat(RowFilter.flaw(where)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true), other WHERE (true        | closes a parenthesis that it did not open",
        "(true                           | leaves a parenthesis open",
        "true); drop table users; --     | closes a parenthesis that it did not open",
        "true; drop table users          | holds a semicolon",
        "true -- )                       | holds a comment",
        "true /* ) */                    | holds a comment",
        "note = $$)$$                    | holds a dollar-quoted text",
        "note = $x$)$x$                  | holds a dollar-quoted text",
        "note = \"open                   | holds a quote that is not closed"
      })
  void refusesWhatWouldLeaveItsParentheses(String where, String flaw) {
    assertThat(RowFilter.flaw(where)).contains(flaw);
  }

  @ParameterizedTest
  @ValueSource(strings = {"note = E'\\') or (\\''", "note = 'open", "note = U&'\\0027'", "  ", ""})
  void refusesWhatItCannotSeeTheEndOf(String where) {
    assertThat(RowFilter.flaw(where)).isPresent();
  }

  @Test
  void refusesNul() {
    assertThat(RowFilter.flaw("a\0b")).contains("holds a NUL");
  }

  @Test
  void takesALongTextOnASmallStack() {
    String letters = "x".repeat(4000);
    String quotes = "''".repeat(2000);
    assertThat(RowFilter.flaw("note = '" + letters + "' or note = '" + quotes + "'")).isEmpty();
    assertThat(RowFilter.flaw("note = '" + letters)).contains("holds a quote that is not closed");
    assertThat(RowFilter.flaw("\"" + letters + "\" is null")).isEmpty();
  }
}
