package io.pgwalstreams.plugin.view;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import io.pgwalstreams.operator.status.ConditionType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code explain NAME}: each reason in a WalStream's conditions that is not good. Pure. */
public final class ConditionText {
  /** There only while something is to be said; all others are good when they are True. */
  private static final Set<String> GOOD_WHEN_ABSENT =
      Set.of(ConditionType.Reconciling.name(), ConditionType.Stalled.name());

  private ConditionText() {}

  /** The lines; {@code status} is null before the operator has seen the resource. */
  public static List<String> lines(Key key, @Nullable WalStreamStatus status) {
    List<Condition> all =
        status == null ? List.of() : Objects.requireNonNullElse(status.conditions(), List.of());
    Optional<Condition> ready =
        all.stream().filter(c -> c.type().equals(ConditionType.Ready.name())).findFirst();
    if (ready.isEmpty()) {
      return List.of(
          "WalStream " + key + ": the operator has not looked at it yet; see that it runs");
    }
    boolean reached = ready.get().status() == ConditionStatus.True;
    Map<String, List<Condition>> wrong =
        all.stream()
            .filter(c -> !isGood(c))
            // What is as asked for has no remedy, as the Streaming of one that is suspended.
            .filter(c -> !reached || reason(c.reason()).isPresent())
            .collect(
                Collectors.groupingBy(Condition::reason, LinkedHashMap::new, Collectors.toList()));
    var lines = new ArrayList<String>();
    lines.add(
        "WalStream " + key + ": " + (reached ? "Ready, " : "not Ready, ") + ready.get().reason());
    wrong.forEach((reason, conditions) -> lines.addAll(of(reason, conditions)));
    if (wrong.isEmpty()) {
      lines.add("  Nothing is wrong: " + ready.get().message());
    }
    return lines;
  }

  private static boolean isGood(Condition c) {
    return (c.status() == ConditionStatus.True) != GOOD_WHEN_ABSENT.contains(c.type());
  }

  private static Optional<Reason> reason(String word) {
    return Arrays.stream(Reason.values()).filter(r -> r.name().equals(word)).findFirst();
  }

  private static String withoutFailure(String word) {
    return word.equals("NotCheckedYet")
        ? "Nobody has looked so far: what comes before is not in order yet."
        : "Not a failure that this version knows.";
  }

  /** A word that is no reason says what is on its way, or is a newer version's. */
  private static List<String> of(String word, List<Condition> conditions) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.addAll(
        reason(word)
            .map(ReasonText::meaning)
            .orElseGet(() -> List.of(word, "  " + withoutFailure(word))));
    conditions.stream()
        .map(Condition::message)
        .filter(m -> !m.isBlank())
        .distinct()
        .forEach(m -> lines.add("  Found: " + m));
    lines.add(
        "  In the conditions: "
            + conditions.stream().map(Condition::type).collect(Collectors.joining(", ")));
    return lines;
  }
}
