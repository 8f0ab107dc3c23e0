package io.pgwalstreams.operator.desired;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pgwalstreams.api.Annotations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whole sets of objects. {@code -Dupdate.goldens=true} writes them anew: read the difference. */
class GoldensTest {
  private static final String HALT = "3f9a0c61b2de";

  @Test
  void theSmallestWalStream() throws IOException {
    isGolden("minimal", Plans.of("minimal"));
  }

  @Test
  void everyField() throws IOException {
    isGolden("full", Plans.of("full"));
  }

  @Test
  void suspended() throws IOException {
    isGolden("suspended", Plans.suspended(Plans.of("minimal", Plans.with("suspend", "true"))));
  }

  @Test
  void anAcceptedHalt() throws IOException {
    WorkerPlan plan =
        Plans.of(
            "minimal",
            resource ->
                ((ObjectNode) resource.get("metadata"))
                    .withObject("/annotations")
                    .put(Annotations.ACCEPT, HALT));
    isGolden("accepted", Plans.accepted(plan, HALT));
  }

  private static void isGolden(String name, WorkerPlan plan) throws IOException {
    Path golden = Plans.GOLDENS.resolve(name + ".yaml");
    String objects =
        Plans.objects(plan).stream().map(Serialization::asYaml).collect(Collectors.joining());
    if (Boolean.getBoolean("update.goldens")) {
      Files.writeString(golden, objects, UTF_8);
    }
    assertThat(golden).as("-Dupdate.goldens=true writes it anew").content(UTF_8).isEqualTo(objects);
  }
}
