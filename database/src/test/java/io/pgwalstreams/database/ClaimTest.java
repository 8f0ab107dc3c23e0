package io.pgwalstreams.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimTest {
  private final Claim claim = new Claim("c1", "shop", "orders", "0b54-7");

  @Test
  void isReadBackFromItsComment() {
    assertThat(Claim.parse(claim.toComment())).contains(claim);
    assertThat(Claim.Note.of(claim.toComment()))
        .isEqualTo(new Claim.Note(Optional.empty(), Optional.empty()));
  }

  @Test
  void carriesTheSlotAndTheDigestOfTheRowFilters() {
    for (Optional<String> slot : List.of(Optional.of("ws_1"), Optional.<String>empty())) {
      for (Optional<String> filters : List.of(Optional.of("00ff"), Optional.<String>empty())) {
        var note = new Claim.Note(slot, filters);
        assertThat(Claim.parse(claim.toComment(note))).contains(claim);
        assertThat(Claim.Note.of(claim.toComment(note))).isEqualTo(note);
      }
    }
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
    assertThat(Claim.Note.of(comment).slot()).isEmpty();
  }
}
