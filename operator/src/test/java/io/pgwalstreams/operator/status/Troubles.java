package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.util.List;

/** WalStreams with one reason against them, as each of those who can find it tells of it. */
final class Troubles {
  private Troubles() {}

  static List<WalStreamStatus> of(Reason reason) {
    List<Life> lives =
        switch (reason.recovery()) {
          case WARNS -> warned(reason);
          case WAITS -> waiting(reason);
          case PERSON -> stopped(reason);
        };
    return lives.stream().map(Life::status).toList();
  }

  private static List<Life> warned(Reason reason) {
    var why = new Aspect.Bad(Seeing.failure(reason));
    var good = new Aspect.Good("in order");
    Life byWorker = Life.streaming().sees(s -> s.worker(Phase.STREAMING, reason, 1));
    return switch (reason.area()) {
      case DATABASE -> List.of(byWorker, Life.streaming().sees(s -> s.source(why, good, good)));
      case PUBLICATION -> List.of(byWorker, Life.streaming().sees(s -> s.source(good, why, good)));
      case SLOT -> List.of(byWorker, Life.streaming().sees(s -> s.source(good, good, why)));
      case SPEC, STREAM, DELIVERY, WORKER -> List.of(byWorker);
    };
  }

  private static List<Life> waiting(Reason reason) {
    Life byWorker =
        new Life().sees(s -> s.sourceInOrder().pod(false).worker(Phase.WAITING, reason, 0));
    Life byItsEnd = new Life().sees(s -> s.sourceInOrder().ended(reason, null, "t"));
    return switch (reason.area()) {
      case DATABASE -> List.of(byWorker, byItsEnd, new Life().sees(s -> s.database(reason)));
      case PUBLICATION -> List.of(byWorker, byItsEnd, new Life().sees(s -> s.publication(reason)));
      case SLOT -> List.of(byWorker, byItsEnd, new Life().sees(s -> s.slot(reason)));
      case SPEC, STREAM, DELIVERY, WORKER -> List.of(byWorker, byItsEnd);
    };
  }

  private static List<Life> stopped(Reason reason) {
    Life byItsEnd = Life.streaming().sees(s -> s.ended(reason, "3f9a0c61b2de", "t"));
    Life byWorker = Life.streaming().sees(s -> s.worker(Phase.HALTED, reason, 1));
    return switch (reason.area()) {
      case SPEC -> List.of(byItsEnd, byWorker, new Life().sees(s -> s.refused(reason)));
      case DATABASE -> List.of(byItsEnd, byWorker, new Life().sees(s -> s.database(reason)));
      case PUBLICATION -> List.of(byItsEnd, byWorker, new Life().sees(s -> s.publication(reason)));
      case SLOT -> List.of(byItsEnd, byWorker, new Life().sees(s -> s.slot(reason)));
      case STREAM, DELIVERY, WORKER -> List.of(byItsEnd, byWorker);
    };
  }
}
