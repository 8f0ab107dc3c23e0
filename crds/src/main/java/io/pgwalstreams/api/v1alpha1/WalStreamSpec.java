package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** What the user asks for. Absent fields have their defaults; the same ones stand in the CRD. */
public record WalStreamSpec(
    @JsonPropertyDescription(
            "True: the worker is stopped and the slot kept; the status says what it retains.")
        @Default("false")
        Boolean suspend,
    @JsonPropertyDescription("The PostgreSQL database whose changes are published.") @Required
        DatabaseSpec database,
    @JsonPropertyDescription("Which changes PostgreSQL sends.") @Required
        PublicationSpec publication,
    @JsonPropertyDescription("The replication slot. Absent: one that is created here.")
        SlotSpec slot,
    @JsonPropertyDescription(
            "What of it is published; may change while the worker runs. Absent: everything that the publication sends.")
        @Nullable FilterSpec filter,
    @JsonPropertyDescription("Logical messages (pg_logical_emit_message) as events. Absent: none.")
        @Nullable MessagesSpec messages,
    @JsonPropertyDescription("NATS and the JetStream stream that receives the events.") @Required
        NatsSpec nats,
    @JsonPropertyDescription("What is promised, and at which cost.") @Default("{}")
        DeliverySpec delivery,
    @JsonPropertyDescription("The worker's pod; without meaning for a worker that is run by hand.")
        @Default("{}")
        WorkerSpec worker) {

  public WalStreamSpec {
    suspend = suspend == null ? Boolean.FALSE : suspend;
    slot =
        slot == null
            ? new SlotSpec(new SlotSpec.Managed(null, true, DeletionPolicy.Delete), null, null)
            : slot;
    delivery = delivery == null ? DeliverySpec.defaults() : delivery;
    worker = worker == null ? WorkerSpec.defaults() : worker;
  }
}
