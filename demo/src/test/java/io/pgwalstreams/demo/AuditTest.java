package io.pgwalstreams.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static List<Change> changes(int... numbers) {
    return java.util.Arrays.stream(numbers)
        .mapToObj(n -> new Change("shop.public.t.insert", n + "", n + ""))
        .toList();
  }

  @Test
  void isExactWhenEachIsThereOnceInOrder() {
    assertThat(Audit.of(changes(1, 2, 3), changes(1, 2, 3)).exact()).isTrue();
  }

  @Test
  void findsWhatIsMissing() {
    Audit audit = Audit.of(changes(1, 2, 3), changes(1, 3));
    assertThat(audit.exact()).isFalse();
    assertThat(audit.missing()).isEqualTo(changes(2));
  }

  @Test
  void findsWhatIsRepeated() {
    Audit audit = Audit.of(changes(1, 2, 3), changes(1, 2, 2, 3));
    assertThat(audit.exact()).isFalse();
    assertThat(audit.repeated()).isEqualTo(changes(2));
  }

  @Test
  void findsWhatChangedPlaces() {
    Audit audit = Audit.of(changes(1, 2, 3), changes(2, 1, 3));
    assertThat(audit.exact()).isFalse();
    assertThat(audit.outOfOrder()).isEqualTo(changes(1));
  }

  @Test
  void findsWhatNobodyWrote() {
    Audit audit =
        Audit.of(
            changes(1, 2), Stream.concat(changes(1).stream(), changes(9, 2).stream()).toList());
    assertThat(audit.exact()).isFalse();
    assertThat(audit.unknown()).isEqualTo(changes(9));
  }
}
