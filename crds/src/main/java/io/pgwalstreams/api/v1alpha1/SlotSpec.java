package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The replication slot. */
@ValidationRule(
    value = "!(has(self.managed) && has(self.existing))",
    message =
        "write one of slot.managed and slot.existing, not both; where it was absent, slot.managed is there by default: 'managed: null' removes it")
public record SlotSpec(
    @JsonPropertyDescription("A slot that is created here. Default.") @Nullable Managed managed,
    @JsonPropertyDescription("A slot that exists; it is never dropped.")
        @Nullable Existing existing,
    @JsonPropertyDescription("Warn when the slot retains more WAL than this, for example 20Gi.")
        @Nullable
        @Pattern(Quantity.PATTERN)
        @Size(min = 1, max = Quantity.LONGEST)
        String maxRetainedWal) {

  /** Whether a managed slot is synchronized to standbys; true also where nothing is written. */
  public boolean failover() {
    return managed == null || managed.failover();
  }

  /** A slot of ours. */
  public record Managed(
      @JsonPropertyDescription(
              "Name: lower case letters, digits and underscores; fixed once bound. Default: ws_NAMESPACE_NAME_ and a hash.")
          @Nullable
          @Pattern("^[a-z0-9_]+$")
          @Size(min = 1, max = 63)
          String name,
      @JsonPropertyDescription(
              "True: the slot is synchronized to standbys that ask for it (PostgreSQL 17 or newer; ignored before).")
          @Default("true")
          Boolean failover,
      @JsonPropertyDescription(
              "Whether the slot is dropped with the WalStream. A slot that stays without a reader fills the disk.")
          @Default("Delete")
          DeletionPolicy deletionPolicy) {

    public Managed {
      failover = failover == null ? Boolean.TRUE : failover;
      deletionPolicy = deletionPolicy == null ? DeletionPolicy.Delete : deletionPolicy;
    }
  }

  /** Somebody else's slot. */
  public record Existing(
      @JsonPropertyDescription("Its name; fixed once bound.")
          @Required
          @Pattern("^[a-z0-9_]+$")
          @Size(min = 1, max = 63)
          String name) {}
}
