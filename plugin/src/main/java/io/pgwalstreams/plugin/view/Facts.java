package io.pgwalstreams.plugin.view;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the resource says of itself. Immutable.
 *
 * @param ready True, False or Unknown
 * @param message what is wrong, with the remedy; empty when it is Ready
 * @param lag WAL that is not published yet, as the operator has written it
 * @param retained WAL that is kept for the slot, as the operator has written it
 * @param halt the id that accepts the halt that it stands at
 */
public record Facts(
    Key key,
    String ready,
    String reason,
    Optional<String> message,
    Optional<String> lag,
    Optional<String> retained,
    Optional<String> halt) {

  private static final String READY = "Ready";
  private static final String STALLED = "Stalled";

  /** Of a status, which is null before the operator has seen the resource. */
  public static Facts of(Key key, @Nullable WalStreamStatus status) {
    if (status == null) {
      return new Facts(
          key, "Unknown", "", Optional.empty(), Optional.empty(), Optional.empty(), halt(null));
    }
    Optional<Condition> ready = condition(status, READY);
    boolean good = ready.filter(c -> c.status() == ConditionStatus.True).isPresent();
    Optional<Condition> worst = condition(status, STALLED).or(() -> ready);
    WalStreamStatus.Slot slot = status.slot();
    return new Facts(
        key,
        ready.map(c -> c.status().name()).orElse("Unknown"),
        ready.map(Condition::reason).orElse(""),
        good ? Optional.empty() : worst.map(Condition::message).filter(m -> !m.isBlank()),
        Optional.ofNullable(slot).map(WalStreamStatus.Slot::unpublishedWal),
        Optional.ofNullable(slot).map(WalStreamStatus.Slot::retainedWal),
        halt(status.halt()));
  }

  private static Optional<String> halt(WalStreamStatus.@Nullable Halt halt) {
    return Optional.ofNullable(halt).map(WalStreamStatus.Halt::id);
  }

  private static Optional<Condition> condition(WalStreamStatus status, String type) {
    List<Condition> all = status.conditions();
    return all == null
        ? Optional.empty()
        : all.stream().filter(c -> c.type().equals(type)).findFirst();
  }
}
