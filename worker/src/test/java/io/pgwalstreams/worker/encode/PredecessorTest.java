package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.v1alpha1.Operation;
import io.pgwalstreams.api.v1alpha1.WalStreamSpec;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.TableFilter;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code examples/predecessor.yaml} keeps the contract of the Go service of 2022. */
class PredecessorTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("basedir", "."), "..", "examples", "predecessor.yaml");

  private TableFilter filter;
  private EventEncoder encoder;

  @BeforeEach
  void readTheExample() throws IOException {
    var source = new DocumentReader.Source("predecessor.yaml", Files.readString(EXAMPLE));
    WalStreamSpec spec = new DocumentReader().read(List.of(source)).walStream().spec();
    filter = TableFilter.of(tables(spec), List.of(), List.of());
    encoder =
        new EventEncoder(Rows.SYSTEM, new SubjectTemplate(spec.nats().subjectPrefix()), filter);
  }

  private static Map<String, List<String>> tables(WalStreamSpec spec) {
    var tables = new HashMap<String, List<String>>();
    spec.filter()
        .tables()
        .forEach(
            (table, operations) ->
                tables.put(table, operations.stream().map(PredecessorTest::word).toList()));
    return tables;
  }

  private static String word(Operation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  @Test
  void subjectAndBodyAreTheOnesThatItsConsumersKnow() {
    Change change = Rows.inserted(Rows.USERS, "1", "Ada", null);
    assertThat(filter.wants(change)).isTrue();
    Event event = Rows.encode(encoder, change);
    assertThat(event.subject()).isEqualTo("db.public.users.insert");
    assertThat(Rows.body(event))
        .isEqualTo(
            "{\"id\":\""
                + event.id()
                + "\",\"schema\":\"public\",\"table\":\"users\",\"action\":\"INSERT\","
                + "\"data\":{\"id\":1,\"name\":\"Ada\",\"bio\":null},"
                + "\"commitTime\":\"2026-01-03T03:04:05.680000Z\"}");
  }

  @Test
  void publishesTheOperationsThatItsFilterNamesAndNoOther() {
    assertThat(filter.wants(Rows.updated(Rows.USERS, null, "1", "Ada", null))).isTrue();
    assertThat(
            filter.wants(Rows.deleted(Rows.USERS, new OldTuple(true, Rows.row("1", null, null)))))
        .isFalse();
    assertThat(filter.wants(Rows.inserted(Rows.table("orders"), "1"))).isFalse();
  }
}
