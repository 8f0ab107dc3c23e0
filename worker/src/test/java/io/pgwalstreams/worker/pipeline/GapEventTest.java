package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.EventSchema;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.Gap;
import io.pgwalstreams.worker.resume.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GapEventTest {
  private static final Lsn TO = Lsn.parse("0/1F00000");
  private static final Position FROM = Position.parse("0/1A2B3C8/4");

  private static String gap(Reason reason, @Nullable Position from) {
    var why = reason.because("'it' was found", "do \"this\"");
    var source =
        new Observation.Source(
            new Anchor.SourceIdentity("7386141903120", 3, 17),
            List.of(),
            TO,
            new Observation.Slot.Free(TO));
    var gap = new Gap("3f9a0c61b2de", why, from, TO);
    var event = GapEvent.of(gap, new Position(TO, 0), null, "db", source);
    assertThat(event.subject()).isEqualTo("db.gap");
    return new String(event.body().copy(), StandardCharsets.UTF_8);
  }

  @Test
  void saysBetweenWhichPositionsChangesMayBeMissing() {
    assertThat(gap(Reason.SlotAdvanced, FROM))
        .isEqualTo(
            "{\"id\":\"3f9a0c61b2de\",\"action\":\"GAP\",\"reason\":\"SlotAdvanced\","
                + "\"message\":\"'it' was found\",\"from\":\"0/1A2B3C8/4\","
                + "\"to\":\"0/1F00000\",\"system\":\"7386141903120\"}");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void isWhatTheSchemaDescribes(Reason reason) {
    assertThat(EventSchema.exact().errors(gap(reason, FROM))).isEmpty();
    assertThat(EventSchema.exact().errors(gap(reason, null))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "action", "reason", "message", "from", "to", "system"})
  void theSchemaTakesNoneWithAMemberRemovedOrMisspelt(String member) throws IOException {
    var json = (ObjectNode) new ObjectMapper().readTree(gap(Reason.SlotAdvanced, FROM));
    var value = json.remove(member);
    assertThat(EventSchema.open().errors(json.toString()).isEmpty())
        .isEqualTo(member.equals("from"));
    json.set(member + "s", value);
    assertThat(EventSchema.exact().errors(json.toString())).isNotEmpty();
  }
}
