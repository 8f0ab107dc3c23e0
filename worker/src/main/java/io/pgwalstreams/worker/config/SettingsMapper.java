package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.Annotations;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.DeliverySpec;
import io.pgwalstreams.api.v1alpha1.Durations;
import io.pgwalstreams.api.v1alpha1.FilterSpec;
import io.pgwalstreams.api.v1alpha1.MessagesSpec;
import io.pgwalstreams.api.v1alpha1.Operation;
import io.pgwalstreams.api.v1alpha1.Quantity;
import io.pgwalstreams.api.v1alpha1.WalStreamSpec;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From the document to what the pipeline needs of it. Pure. */
final class SettingsMapper {
  private SettingsMapper() {}

  static PipelineSettings settings(WalStreamDocument document, Set<String> accepted) {
    WalStreamSpec spec = document.spec();
    DeliverySpec delivery = spec.delivery();
    FilterSpec filter = spec.filter();
    MessagesSpec messages = spec.messages();
    return new PipelineSettings(
        document.id(),
        document.generation(),
        document.slotName(),
        spec.slot().existing() == null,
        spec.slot().existing() == null ? spec.slot().failover() : null,
        List.of(document.publicationName()),
        spec.nats().stream().name(),
        spec.nats().stream().createIfMissing() != null,
        spec.nats().subjectPrefix(),
        switch (delivery.mode()) {
          case ExactlyOnce -> PipelineSettings.Delivery.EXACTLY_ONCE;
          case AtLeastOnce -> PipelineSettings.Delivery.AT_LEAST_ONCE;
        },
        Durations.parse(delivery.confirmDelay()),
        Quantity.bytes(delivery.maxInFlightBytes()),
        switch (delivery.onOversizedEvent()) {
          case Halt -> PipelineSettings.Oversized.HALT;
          case Truncate -> PipelineSettings.Oversized.TRUNCATE;
        },
        switch (delivery.onGap()) {
          case Halt -> PipelineSettings.OnGap.HALT;
          case Continue -> PipelineSettings.OnGap.CONTINUE;
        },
        tables(filter),
        filter == null || filter.excludeColumns() == null ? List.of() : filter.excludeColumns(),
        messages == null ? List.of() : messages.prefixes(),
        bytes(spec.slot().maxRetainedWal()),
        accepted(document, accepted));
  }

  private static @Nullable Long bytes(@Nullable String quantity) {
    return quantity == null ? null : Quantity.bytes(quantity);
  }

  private static Set<String> accepted(WalStreamDocument document, Set<String> byHand) {
    var all = new HashSet<>(byHand);
    Annotations.read(document.annotations(), Annotations.ACCEPT).ifPresent(all::add);
    return all;
  }

  private static Map<String, List<String>> tables(@Nullable FilterSpec filter) {
    var tables = new LinkedHashMap<String, List<String>>();
    if (filter != null && filter.tables() != null) {
      filter.tables().forEach((table, operations) -> tables.put(table, words(operations)));
    }
    return tables;
  }

  private static List<String> words(List<Operation> operations) {
    return operations.stream().map(o -> o.name().toLowerCase(Locale.ROOT)).toList();
  }
}
