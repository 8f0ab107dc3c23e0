package io.pgwalstreams.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimTest {
  private final Claim claim = new Claim("c1", "shop", "orders", "0b54-7");

  @Test
  void isReadBackFromItsComment() {
    assertThat(Claim.parse(claim.toComment())).contains(claim);
    assertThat(Claim.filters(claim.toComment())).isEmpty();
  }

  @Test
  void carriesTheDigestOfTheRowFilters() {
    String comment = claim.toComment("00ff");
    assertThat(Claim.parse(comment)).contains(claim);
    assertThat(Claim.filters(comment)).contains("00ff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "made by hand",
        "{\"pgwalstreams\":2}",
        "{\"pgwalstreams\":1,\"cluster\":\"a\"}"
      })
  void takesNobodyElsesCommentForAClaim(String comment) {
    assertThat(Claim.parse(comment)).isEmpty();
    assertThat(Claim.filters(comment)).isEmpty();
  }
}
