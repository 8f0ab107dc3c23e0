package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.Annotations;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.Reason.Recovery;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import io.pgwalstreams.operator.observe.Deed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is worth telling of the way from one status to the next. Pure; nothing is told twice. */
public final class Stories {
  private final Previous previous;
  private final Previous next;
  private final List<Story> stories = new ArrayList<>();

  private Stories(@Nullable WalStreamStatus previous, WalStreamStatus next) {
    this.previous = new Previous(previous);
    this.next = new Previous(next);
  }

  /** The stories of what has become of it. */
  public static List<Story> of(@Nullable WalStreamStatus previous, WalStreamStatus next) {
    var all = new Stories(previous, next);
    all.gaps();
    all.slot();
    all.halt();
    all.database();
    all.settings();
    all.ready();
    all.warnings();
    return List.copyOf(all.stories);
  }

  /** The stories of what was done. */
  public static List<Story> of(List<Deed> done) {
    return done.stream().map(d -> new Story(Story.Type.Normal, d.reason(), d.what())).toList();
  }

  /** What stands in the way, where no status follows. */
  public static Story of(Failure why) {
    return new Story(Story.Type.Warning, why.reason().name(), why.sentence());
  }

  private void tell(Story.Type type, String reason, String note) {
    stories.add(new Story(type, reason, note));
  }

  private void gaps() {
    List<WalStreamStatus.Gap> known = previous.gaps();
    next.gaps().stream()
        .filter(g -> !known.contains(g))
        .forEach(
            g ->
                tell(
                    Story.Type.Warning,
                    "GapAccepted",
                    "going on behind a gap from %s to %s (%s): changes in between may be missing"
                        .formatted(
                            Optional.ofNullable(g.from()).orElse("an unknown position"),
                            g.to(),
                            g.reason())));
  }

  private void slot() {
    if (isLost(next) && !isLost(previous)) {
      String name = next.part(WalStreamStatus::slot).map(WalStreamStatus.Slot::name).orElse("");
      tell(
          Story.Type.Warning,
          "SlotInvalidated",
          "PostgreSQL has invalidated slot '" + name + "': WAL not published yet may be lost");
    }
  }

  private static boolean isLost(Previous status) {
    return status
        .part(WalStreamStatus::slot)
        .map(WalStreamStatus.Slot::walStatus)
        .filter("lost"::equals)
        .isPresent();
  }

  private void halt() {
    Optional<String> before = previous.part(WalStreamStatus::halt).map(WalStreamStatus.Halt::id);
    next.part(WalStreamStatus::halt)
        .filter(halt -> !Optional.ofNullable(halt.id()).equals(before))
        .ifPresent(
            halt ->
                tell(
                    Story.Type.Warning,
                    "Halted",
                    halt.reason()
                        + ": stands still until the annotation "
                        + Annotations.ACCEPT
                        + ": "
                        + halt.id()
                        + " accepts what may be missing"));
  }

  private void database() {
    Optional<String> before = system(previous);
    Optional<String> now = system(next);
    if (before.isPresent() && !before.equals(now)) {
      tell(
          Story.Type.Warning,
          "DatabaseReplaced",
          "bound to system %s from now on; it was %s".formatted(now.orElse(""), before.get()));
    }
  }

  private static Optional<String> system(Previous status) {
    return status.part(WalStreamStatus::source).map(WalStreamStatus.Source::systemIdentifier);
  }

  private void settings() {
    long before = applied(previous);
    long now = applied(next);
    if (before > 0 && now > before) {
      tell(Story.Type.Normal, "FilterApplied", "generation " + now + " is in force");
    }
  }

  private static long applied(Previous status) {
    return status
        .part(WalStreamStatus::worker)
        .map(WalStreamStatus.Worker::appliedGeneration)
        .orElse(0L);
  }

  /** What Ready says, when it says something else than before. */
  private void ready() {
    Condition now = next.condition(ConditionType.Ready).orElse(null);
    if (now == null || now.reason().equals(reasonBefore(ConditionType.Ready))) {
      return;
    }
    if (now.status() == ConditionStatus.True) {
      tell(Story.Type.Normal, now.reason(), now.message());
    } else if (reason(now).isPresent()) {
      tell(Story.Type.Warning, now.reason(), now.message());
    }
  }

  /** What other conditions warn of while nothing stands still. */
  private void warnings() {
    for (ConditionType type : List.of(ConditionType.DatabaseReady, ConditionType.SlotHealthy)) {
      next.condition(type)
          .filter(c -> !c.reason().equals(reasonBefore(type)))
          .filter(c -> reason(c).filter(r -> r.recovery() == Recovery.WARNS).isPresent())
          .ifPresent(c -> tell(Story.Type.Warning, c.reason(), c.message()));
    }
  }

  private @Nullable String reasonBefore(ConditionType type) {
    return previous.condition(type).map(Condition::reason).orElse(null);
  }

  private static Optional<Reason> reason(Condition condition) {
    return Arrays.stream(Reason.values())
        .filter(r -> Objects.equals(r.name(), condition.reason()))
        .findFirst();
  }
}
