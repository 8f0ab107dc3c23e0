package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Logical messages as events. */
public record MessagesSpec(
    @JsonPropertyDescription("Prefixes of the messages to publish; * stands for any characters.")
        @Required
        @Size(min = 1, max = 100)
        List<@Size(min = 1, max = 1024) String> prefixes) {

  public MessagesSpec {
    prefixes = prefixes == null ? List.of() : List.copyOf(prefixes);
  }
}
