package io.pgwalstreams.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditTest {
  /** Changes of these numbers, two of them in each transaction. */
  private static List<Change> changes(int... numbers) {
    return IntStream.of(numbers).mapToObj(AuditTest::change).toList();
  }

  private static Change change(int number) {
    return new Change((number + 1) / 2, "shop.public.t.insert", number + "", number + "");
  }

  private static List<Event> events(int... numbers) {
    return IntStream.range(0, numbers.length)
        .mapToObj(i -> new Event(i + 1, "id" + i, change(numbers[i]), NullNode.instance))
        .toList();
  }

  @Test
  void isExactWhenEachIsThereOnceInOrder() {
    Audit audit = Audit.of(changes(1, 2, 3), events(1, 2, 3));
    assertThat(audit.exact()).isTrue();
    assertThat(audit.found()).isEqualTo(new Audit.Count(3, 2)).isEqualTo(audit.written());
  }

  @Test
  void findsWhatIsMissing() {
    Audit audit = Audit.of(changes(1, 2, 3), events(1, 3));
    assertThat(audit.exact()).isFalse();
    assertThat(audit.missing()).isEqualTo(changes(2));
  }

  @Test
  void findsWhatIsMissingAtTheEnd() {
    Audit audit = Audit.of(changes(1, 2, 3), events(1, 2));
    assertThat(audit.exact()).isFalse();
    assertThat(audit.missing()).isEqualTo(changes(3));
  }

  @Test
  void findsWhatIsRepeated() {
    Audit audit = Audit.of(changes(1, 2, 3), events(1, 2, 2, 3));
    assertThat(audit.exact()).isFalse();
    assertThat(audit.repeated()).isEqualTo(changes(2));
  }

  @Test
  void findsWhatChangedPlaces() {
    Audit audit = Audit.of(changes(1, 2, 3), events(2, 1, 3));
    assertThat(audit.exact()).isFalse();
    assertThat(audit.outOfOrder()).isEqualTo(changes(1));
  }

  @Test
  void countsATransactionThatIsTornApartTwice() {
    Audit audit = Audit.of(changes(1, 2, 3, 4), events(1, 3, 2, 4));
    assertThat(audit.exact()).isFalse();
    assertThat(audit.found()).isEqualTo(new Audit.Count(4, 4));
  }

  @Test
  void findsWhatNobodyWrote() {
    Audit audit = Audit.of(changes(1, 2), events(1, 9, 2));
    assertThat(audit.exact()).isFalse();
    assertThat(audit.unknown()).isEqualTo(changes(9));
  }

  @Test
  void findsAChangeThatClaimsAnotherTransaction() {
    Change other = new Change(7, "shop.public.t.insert", "1", "1");
    Audit audit = Audit.of(changes(1), List.of(new Event(1, "id", other, NullNode.instance)));
    assertThat(audit.exact()).isFalse();
    assertThat(audit.missing()).isEqualTo(changes(1));
  }

  @Test
  void findsAnIdThatIsUsedTwice() {
    var events =
        List.of(
            new Event(1, "same", change(1), NullNode.instance),
            new Event(2, "same", change(2), NullNode.instance));
    Audit audit = Audit.of(changes(1, 2), events);
    assertThat(audit.exact()).isFalse();
    assertThat(audit.ids()).isEqualTo(1);
  }

  @Test
  void refusesALedgerThatCannotTellChangesApart() {
    List<Change> twice = changes(1, 1);
    List<Event> events = events(1);
    assertThatThrownBy(() -> Audit.of(twice, events)).isInstanceOf(IllegalArgumentException.class);
  }
}
