package io.pgwalstreams.plugin.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFilterTest {
  private static EventFilter filter(List<String> operations, String... tables) {
    return new EventFilter(
        "db", Arrays.stream(tables).map(EventFilter.Table::parse).toList(), operations);
  }

  @Test
  void withoutAWishEverythingIsShown() {
    EventFilter all = filter(List.of());
    assertThat(all.subjects()).containsExactly("db.>");
    assertThat(all.matches("db.gap")).isTrue();
    assertThat(all.matches("other.public.users.insert")).isFalse();
  }

  @Test
  void aTableIsOfAnySchemaUnlessOneIsNamed() {
    EventFilter users = filter(List.of(), "users");
    assertThat(users.matches("db.audit.users.insert")).isTrue();
    assertThat(users.matches("db.audit.orders.insert")).isFalse();
    assertThat(filter(List.of(), "public.users").matches("db.audit.users.insert")).isFalse();
  }

  @Test
  void namesAreWrittenAsSubjectsHaveThem() {
    assertThat(filter(List.of("insert"), "public.my.table").subjects())
        .containsExactly("db.public.my%2Etable.insert");
    assertThat(filter(List.of("insert"), "message.t").subjects())
        .containsExactly("db.%6Dessage.t.insert");
  }

  @Test
  void theServerIsNotAskedForTheSameTwice() {
    assertThat(filter(List.of("insert"), "users", "public.users", "users").subjects())
        .containsExactly("db.*.users.insert");
  }

  @Test
  void tablesAndOperationsGoTogether() {
    assertThat(filter(List.of("insert", "delete"), "public.a", "b").subjects())
        .containsExactlyInAnyOrder(
            "db.public.a.insert", "db.public.a.delete", "db.*.b.insert", "db.*.b.delete");
    assertThat(filter(List.of("delete")).matches("db.public.users.delete")).isTrue();
    assertThat(filter(List.of("delete")).matches("db.public.users.insert")).isFalse();
    assertThat(filter(List.of("delete")).matches("db.gap")).isFalse();
  }

  @Test
  void operationsHaveNames() {
    assertThat(EventFilter.operation("INSERT")).isEqualTo("insert");
    assertThatThrownBy(() -> EventFilter.operation("upsert")).hasMessageContaining("truncate");
  }
}
