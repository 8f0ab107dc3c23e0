package io.pgwalstreams.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SqlIdentifierTest {

  @Test
  void aNameStaysOneName() {
    assertThat(SqlIdentifier.quote("users")).isEqualTo("\"users\"");
    assertThat(SqlIdentifier.quote("a\"; drop table b; --"))
        .isEqualTo("\"a\"\"; drop table b; --\"");
    assertThat(SqlIdentifier.quote("my schema", "Żółw.x")).isEqualTo("\"my schema\".\"Żółw.x\"");
  }

  @Test
  void aTextStaysOneText() {
    assertThat(SqlIdentifier.literal("it's")).isEqualTo("'it''s'");
    assertThat(SqlIdentifier.literal("\\'; --")).isEqualTo(" E'\\\\''; --'");
  }

  @Test
  void whatPostgresCannotNameIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SqlIdentifier.quote(""));
    assertThatIllegalArgumentException().isThrownBy(() -> SqlIdentifier.quote("a\0b"));
    assertThatIllegalArgumentException().isThrownBy(() -> SqlIdentifier.literal("a\0b"));
  }
}
