package io.pgwalstreams.worker.pipeline;

import static io.pgwalstreams.worker.pipeline.ModelSession.NEW;
import static io.pgwalstreams.worker.pipeline.ModelSession.OLD;
import static io.pgwalstreams.worker.pipeline.ModelSession.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import org.junit.jupiter.api.Test;

/** Settings that change at any moment of a session: the stream holds what one of them wants. */
class LiveSettingsTest {
  private final ModelSession.World world = new ModelSession.World();

  @Test
  void theReferenceIsComparedUnderTheMappingItWasPublishedWith() {
    world.control.apply(settings(2));
    var session = world.comparing().turns(3); // PostgreSQL has not sent anything yet.
    assertThat(world.inForce.generation()).isEqualTo(1);
    world.walsender.transaction(100, "left out by the new mapping");
    world.walsender.transaction(200, "kept");
    session.turns(3);
    assertThat(world.server.bodies()).containsExactly("0/C8/1");
  }

  @Test
  void settingsComeIntoForceBehindTheReferenceThoughNothingFollowsIt() {
    world.control.apply(settings(2));
    var session = world.comparing();
    world.walsender.transaction(100, "left out by the new mapping");
    session.turns(3);
    assertThat(world.inForce.generation()).isEqualTo(2);
  }

  @Test
  void storedEventsAreCountedUnderTheMappingTheyWerePublishedWith() {
    var session = world.counting(3);
    world.walsender.transaction(100, "a");
    world.walsender.transaction(200, "kept");
    session.turns(2);
    world.control.apply(settings(2));
    session.turns(2);
    assertThat(world.inForce.generation()).isEqualTo(1);
    world.walsender.transaction(300, "left out by the new mapping");
    world.walsender.transaction(400, "left out by the new mapping");
    world.walsender.transaction(500, "kept");
    session.turns(5);
    world.walsender.transaction(600, "kept");
    session.turns(5);
    assertThat(world.server.bodies()).containsExactly("0/1F4/1", "0/258/1");
    assertThat(world.inForce.generation()).isEqualTo(2);
  }

  @Test
  void noOtherMappingComesIntoForceWhileAnotherWorkersMessagesMayCome() {
    world.settled = false;
    world.control.apply(settings(2));
    var session = world.comparing();
    world.walsender.transaction(100, "left out by the new mapping");
    world.walsender.transaction(200, "left out by the new mapping");
    session.turns(5);
    assertThat(world.server.bodies()).as("nothing is held up").containsExactly("0/C8/1");
    assertThat(world.inForce.generation()).isEqualTo(1);
    world.settled = true;
    session.turns(3);
    assertThat(world.inForce.generation()).isEqualTo(2);
  }

  @Test
  void settingsThatWaitWhenASessionEndsAreTakenUpByTheNext() {
    var first = world.comparing();
    world.walsender.begin(100, "a", "b");
    first.turns(2);
    world.control.apply(settings(2));
    first.turns(3); // In the middle of a transaction; then the connection is lost.
    assertThat(world.inForce.generation()).isEqualTo(1);
    var second = world.comparing();
    world.walsender.transaction(100, "a");
    second.turns(3);
    assertThat(world.inForce.generation()).isEqualTo(2);
    assertThat(world.control.wanted()).isNull();
  }

  @Test
  void settingsThatAreTakenBackBeforeTheyAreInForceChangeNothing() {
    var session = world.comparing();
    world.walsender.begin(100, "a");
    world.control.apply(settings(2));
    session.turns(2);
    world.control.apply(settings(1));
    session.turns(2);
    world.walsender.commit(100);
    world.walsender.transaction(200, "left out by the new mapping");
    session.turns(3);
    assertThat(world.server.bodies()).containsExactly("0/C8/1");
    assertThat(world.control.wanted()).isNull();
  }

  @Test
  void anAnchorInTheMiddleOfATransactionNamesTheMappingThatTheRestIsPublishedUnder() {
    var session = world.comparing();
    world.walsender.transaction(100, "a");
    session.turns(3);
    world.walsender.begin(200, "b", "c");
    session.turns(3);
    world.control.apply(settings(2));
    session.turns(4); // The first of the two is acknowledged, the second waits for what follows it.
    assertThat(session.newestAnchor().sequence()).isEqualTo(2);
    world.walsender.commit(200);
    session.turns(4);
    assertThat(world.server.bodies()).containsExactly("0/C8/1", "0/C8/2");
    assertThat(session.newestAnchor().mapping()).isEqualTo(NEW);
  }

  @Test
  void whatAnAnchorHasAnnouncedComesIntoForceBeforeAnythingNewer() {
    var session = world.comparing();
    world.walsender.transaction(100, "a");
    session.turns(2);
    world.control.apply(settings(2));
    session.turns(1);
    assertThat(session.newestAnchor().mapping()).isEqualTo(NEW);
    world.control.apply(settings(1));
    world.walsender.transaction(200, "left out by the new mapping");
    session.turns(6);
    world.walsender.transaction(300, "left out by the new mapping");
    session.turns(3);
    assertThat(world.server.bodies()).containsExactly("0/12C/1");
    assertThat(session.newestAnchor().mapping()).isEqualTo(OLD);
  }

  @Test
  void aBucketThatRefusesWhatAChangeNeedsIsReportedAsWhatIsWaitedFor() {
    var session = world.comparing();
    world.walsender.transaction(100, "a");
    session.turns(3);
    world.server.bucketFull = true;
    world.control.apply(settings(2));
    session.turns(10);
    assertThat(world.listener.waits).containsExactly(Reason.CheckpointUnavailable);
    assertThat(world.inForce.generation()).isEqualTo(1);
    world.server.bucketFull = false;
    session.turns(5);
    assertThat(world.listener.recoveries).isEqualTo(1);
    assertThat(world.inForce.generation()).isEqualTo(2);
  }

  @Test
  void aBucketThatRefusesWhileEventsFlowIsReportedAndNothingWaits() {
    var session = world.comparing();
    world.walsender.transaction(100, "a");
    session.turns(3);
    world.server.bucketFull = true;
    world.walsender.transaction(200, "b");
    world.walsender.transaction(300, "c");
    session.turns(10);
    assertThat(world.listener.notices).hasSize(1);
    assertThat(world.listener.waits).isEmpty();
    assertThat(world.server.bodies()).containsExactly("0/C8/1", "0/12C/1");
  }
}
