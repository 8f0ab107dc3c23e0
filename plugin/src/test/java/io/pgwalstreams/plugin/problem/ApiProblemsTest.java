package io.pgwalstreams.plugin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.plugin.problem.ApiProblems.Question;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiProblemsTest {
  private static final Question LIST =
      new Question("list", "walstreams.pgwalstreams.io", Optional.of("shop"), "context prod");

  @Test
  void aClusterWithoutTheResourceLacksTheOperator() {
    Problem problem = ApiProblems.of(LIST, 404, "the server could not find it");
    assertThat(problem.what()).contains("context prod").contains("CRD");
    assertThat(problem.remedy()).contains("install").contains("--context");
  }

  @Test
  void whoMayNotIsToldWhichRightIsMissing() {
    assertThat(ApiProblems.of(LIST, 403, "").remedy())
        .contains("kubectl auth can-i list walstreams.pgwalstreams.io -n shop");
    var everywhere = new Question("list", "pods", Optional.empty(), "context prod");
    assertThat(ApiProblems.of(everywhere, 403, "").remedy()).contains("can-i list pods -A");
  }

  @Test
  void whoIsNotKnownIsToLogIn() {
    assertThat(ApiProblems.of(LIST, 401, "").remedy()).contains("log in");
  }

  @Test
  void aServerThatDoesNotAnswerIsToldSo() {
    assertThat(ApiProblems.of(LIST, 0, "Connection refused").what()).contains("does not answer");
    assertThat(ApiProblems.of(LIST, -1, "closed").what()).contains("does not answer");
  }

  @Test
  void otherwiseTheServerHasItsWord() {
    assertThat(ApiProblems.of(LIST, 500, "etcd is away").what()).contains("500").contains("etcd");
  }
}
