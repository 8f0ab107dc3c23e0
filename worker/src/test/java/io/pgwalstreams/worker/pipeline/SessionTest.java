package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage;
import io.pgwalstreams.worker.pipeline.Connections.SlotWatch;
import io.pgwalstreams.worker.pipeline.PipelineListener.SlotNumbers;
import io.pgwalstreams.worker.resume.Observation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final ModelSession.World world = new ModelSession.World();

  /** Time passes with each look at it. */
  private final class Passing implements WaitClock {
    @Override
    public long nanoTime() {
      world.pump.advance(Duration.ofNanos(1000));
      return world.pump.nanoTime();
    }

    @Override
    public void park(long nanos) {
      world.pump.advance(Duration.ofNanos(nanos));
    }
  }

  @Test
  void whatIsPublishedDoesNotWaitForWhatPostgresMaySendNext() {
    var session =
        new Session(world.walsender, new Sound(), world.control, world.listener, new Passing());
    world.walsender.transaction(100, "a");
    world.walsender.transaction(200, "b");
    world.walsender.whenEmpty(() -> world.control.stop(Duration.ofSeconds(1)));
    session.run(world.comparing().work());
    assertThat(world.server.bodies()).containsExactly("0/C8/1");
    assertThat(world.walsender.waits).containsExactly(0);
  }

  /** What is told of begins to be in flight before the first status, and is stored at the last. */
  @Test
  void theCommitThatIsPublishedIsToldUntilItIsStored() {
    var session =
        new Session(world.walsender, new Sound(), world.control, world.listener, new Passing());
    world.walsender.transaction(100, "a");
    world.walsender.transaction(200, "b");
    world.walsender.whenEmpty(() -> world.control.stop(Duration.ofSeconds(1)));
    Session.Work work = world.comparing().work();
    session.prepare(work);
    session.run(work);
    assertThat(world.listener.behind.getFirst()).isEqualTo(200);
    assertThat(world.listener.behind.getLast()).isZero();
  }

  /** It has no commit of its own, and the silence before it is no lag. */
  @Test
  void aMessageOutsideTransactionsIsNotAsOldAsTheCommitBeforeIt() {
    var session =
        new Session(world.walsender, new Sound(), world.control, world.listener, new Passing());
    ModelSession parts = world.comparing();
    var acts =
        new ArrayDeque<Runnable>(
            List.of(
                () -> {}, // b is in flight
                () -> {
                  parts.port.holding = true;
                  world.walsender.send(
                      new PgOutputMessage.LogicalMessage(false, new Lsn(300), "c", new byte[0]));
                },
                () -> world.pump.advance(Duration.ofSeconds(2)), // c is
                () -> {
                  parts.port.deliver();
                  world.control.stop(Duration.ofSeconds(1));
                }));
    world.walsender.transaction(100, "a");
    world.walsender.transaction(200, "b");
    world.walsender.whenEmpty(() -> acts.removeFirst().run());
    session.prepare(parts.work());
    session.run(parts.work());
    assertThat(world.server.bodies()).containsExactly("0/C8/1", "0/12C/0");
    // of b in flight, of c in flight, at the end
    assertThat(world.listener.behind).containsExactly(200L, 0L, 0L);
  }

  @Test
  void whileNothingIsInFlightTheReadWaitsAndWaitsLessBehindAnEvent() {
    var session =
        new Session(world.walsender, new Sound(), world.control, world.listener, new Passing());
    world.walsender.whenEmpty(
        () -> {
          world.pump.advance(Duration.ofMillis(150));
          if (world.walsender.waits.size() == 4) {
            world.walsender.transaction(100, "a");
            world.walsender.transaction(200, "b");
          }
          if (world.walsender.waits.size() == 10) {
            world.control.stop(Duration.ofSeconds(1));
          }
        });
    session.run(world.comparing().work());
    assertThat(world.server.bodies()).containsExactly("0/C8/1");
    assertThat(world.walsender.waits.subList(0, 4)).containsExactly(1, 1, 250, 250);
    assertThat(world.walsender.waits.subList(4, 10)).contains(1).endsWith(250);
  }

  /** Nor what follows from it: a checkpoint, and its second look. */
  @Test
  void howFarTheWalGoesKeepsNobodyAwake() {
    var session =
        new Session(world.walsender, new Sound(), world.control, world.listener, new Passing());
    world.walsender.transaction(100, "a");
    world.walsender.whenEmpty(
        () -> {
          if (world.walsender.waits.getLast() == 0) {
            return; // behind whatever came it looks at once whether there is more
          }
          world.pump.advance(Duration.ofMillis(250));
          world.walsender.keepalive(1000 + world.walsender.waits.size());
          if (world.pump.nanoTime() > Duration.ofMinutes(4).toNanos()) {
            world.control.stop(Duration.ofSeconds(1));
          }
        });
    session.run(world.comparing().work());
    assertThat(world.server.checkpoints).isNotEmpty();
    List<Integer> waits = world.walsender.waits.stream().filter(w -> w != 0).toList();
    assertThat(waits).hasSizeGreaterThan(900);
    assertThat(waits.subList(2, waits.size())).containsOnly(250);
  }

  /** A slot of which there is nothing to tell. */
  private static final class Sound implements SlotWatch {
    @Override
    public Observation.Slot slot() {
      throw new AssertionError("a session does not look for itself");
    }

    @Override
    public Optional<Boolean> failover() {
      return Optional.empty();
    }

    @Override
    public int major() {
      return 17;
    }

    @Override
    public @Nullable SlotNumbers numbers() {
      return null;
    }

    @Override
    public boolean atRisk() {
      return false;
    }

    @Override
    public boolean stopping() {
      return false;
    }

    @Override
    public void close() {}
  }
}
