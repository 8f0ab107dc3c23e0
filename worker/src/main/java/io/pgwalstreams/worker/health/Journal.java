package io.pgwalstreams.worker.health;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.worker.pipeline.PipelineListener.Start;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people read in the log of what the pipeline does. Carries names and positions, never data.
 */
public final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger("pgwalstreams");

  void starting(String row, String sentence, Start start) {
    LOG.atInfo()
        .addKeyValue("row", row)
        .addKeyValue("lsn", start.from().toString())
        .addKeyValue("sequence", start.lastSequence())
        .addKeyValue("epoch", start.epoch())
        .addKeyValue("mapping", start.mapping())
        .log("streaming: {}", sentence);
    if (start.mayRepeat()) {
      LOG.info("events may be stored a second time in this run");
    }
    if (!start.inspectable()) {
      LOG.info("unverified: messages leave this stream at once, its end cannot be inspected");
    }
  }

  void did(String what) {
    LOG.info("{}", what);
  }

  void restarting(String why) {
    LOG.info("deciding anew where to go on: {}", why);
  }

  void waiting(Failure why) {
    LOG.atWarn().addKeyValue("reason", why.reason()).log("waiting: {}", why.sentence());
  }

  /** The wait that {@code before} tells of is over. */
  void recovered(Status before, Duration waited) {
    Failure why = before.why();
    var line = LOG.atInfo();
    if (why != null) {
      line = line.addKeyValue("reason", why.reason());
    }
    line.log("{}", GoingOn.sentence(before, waited));
  }

  void notice(Failure what) {
    LOG.atWarn().addKeyValue("reason", what.reason()).log("{}", what.sentence());
  }

  void gap(String id, Failure why) {
    LOG.atWarn()
        .addKeyValue("reason", why.reason())
        .addKeyValue("halt", id)
        .log("gap accepted: {}", why.message());
  }

  void halted(String id, Failure why) {
    LOG.atError()
        .addKeyValue("reason", why.reason())
        .addKeyValue("halt", id)
        .log("halted: {}", why.sentence());
  }

  void applied(long generation, String mapping) {
    LOG.atInfo()
        .addKeyValue("generation", generation)
        .addKeyValue("mapping", mapping)
        .log("settings in force");
  }
}
