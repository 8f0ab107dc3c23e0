package io.pgwalstreams.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgwalstreams.api.Annotations;
import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.WalStreamDocument;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentTextTest {
  private static WalStreamDocument read(String text) {
    return new DocumentReader()
        .read(List.of(new DocumentReader.Source(DesiredConfigMap.KEY, text)))
        .walStream();
  }

  @Test
  void isReadByTheWorkerAsTheResourceIsByTheOperator() {
    WorkerPlan plan = Plans.of("full");
    WalStreamDocument read = read(DocumentText.of(plan));
    assertThat(read.id()).isEqualTo(plan.document().id());
    assertThat(read.uid()).isEqualTo(plan.document().uid());
    assertThat(read.generation()).isEqualTo(7);
    assertThat(read.spec())
        .usingRecursiveComparison()
        .ignoringFields("database.setupCredentials")
        .isEqualTo(plan.document().spec());
  }

  @Test
  void doesNotSpeakOfCredentialsThatTheWorkerIsNotGiven() {
    assertThat(DocumentText.of(Plans.of("full"))).doesNotContain("setupCredentials", "shop-owner");
  }

  @Test
  void holdsNoAnnotationButTheAcceptedHalt() {
    WorkerPlan plan =
        Plans.of(
            "minimal",
            resource ->
                ((ObjectNode) resource.get("metadata").get("annotations"))
                    .put(Annotations.ACCEPT, "3f9a0c61b2de"));
    assertThat(read(DocumentText.of(plan)).annotations())
        .isEqualTo(Map.of(Annotations.ACCEPT, "3f9a0c61b2de"));
    assertThat(read(DocumentText.of(Plans.of("minimal"))).annotations()).isEmpty();
  }

  @Test
  void isTheSameInWhicheverOrderTheFieldsCome() {
    WorkerPlan plan = Plans.of("full");
    WorkerPlan turned =
        Plans.of(
            "full",
            resource -> {
              ObjectNode spec = (ObjectNode) resource.get("spec");
              List<String> names = new java.util.ArrayList<>();
              spec.fieldNames().forEachRemaining(names::addFirst);
              names.forEach(name -> spec.set(name, spec.remove(name)));
            });
    assertThat(DocumentText.of(turned)).isEqualTo(DocumentText.of(plan));
  }

  @Test
  void textsStayTexts() {
    String where = "status <> 'no'\tor note = 'a: b # c'";
    WorkerPlan plan =
        Plans.of(
            "minimal",
            Plans.with("publication.managed.tables", "[{name: 'on', where: \"" + where + "\"}]"));
    assertThat(read(DocumentText.of(plan)).spec()).isEqualTo(plan.document().spec());
  }
}
