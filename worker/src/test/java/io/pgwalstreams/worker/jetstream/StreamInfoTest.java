package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamInfoTest {
  private static final String SOUND =
      "'name':'db','subjects':['db.>'],'retention':'limits','storage':'file','num_replicas':3,"
          + "'max_bytes':-1,'max_msgs':-1,'max_age':0,'max_msgs_per_subject':-1,'discard':'old',"
          + "'duplicate_window':120000000000,'deny_purge':true,'republish':{'dest':'x.>'}";

  private static JsonNode info(String config) {
    return ApiMessages.read(
        ("{'config':{"
                + config
                + "},'created':'2026-01-02T03:04:05.678901234Z','domain':'hub',"
                + "'state':{'first_seq':3,'last_seq':9,'num_deleted':2}}")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatTheDecisionTableNeeds() {
    var state = StreamInfo.stream(info(SOUND));
    assertThat(state.created()).isEqualTo("2026-01-02T03:04:05.678901234Z");
    assertThat(state.domain()).isEqualTo("hub");
    assertThat(state.firstSequence()).isEqualTo(3);
    assertThat(state.lastSequence()).isEqualTo(9);
    assertThat(state.deleted()).isEqualTo(2);
    assertThat(state.duplicateWindowMillis()).isEqualTo(120_000);
    assertThat(state.replicas()).isEqualTo(3);
    assertThat(state.inspectable()).isTrue();
    assertThat(state.unsuitable()).isEmpty();
    assertThat(state.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'mirror':{'name':'a'}",
        "'sources':[{'name':'a'}]",
        "'sealed':true",
        "'no_ack':true",
        "'allow_msg_counter':true",
        "'allow_msg_schedules':true",
        "'subject_delete_marker_ttl':1000000000",
        "'persist_mode':'async'"
      })
  void whatBreaksTheChainIsUnsuitable(String more) {
    assertThat(StreamInfo.stream(info(SOUND + "," + more)).unsuitable()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'max_bytes':1000",
        "'max_msgs':1000",
        "'max_msgs_per_subject':10",
        "'storage':'memory'",
        "'num_replicas':1",
        "'subject_transform':{'src':'db.>','dest':'other.>'}"
      })
  void whatWeakensThePromiseIsWarnedOf(String more) {
    var state = StreamInfo.stream(info(SOUND + "," + more));
    assertThat(state.unsuitable()).isEmpty();
    assertThat(state.warnings())
        .singleElement()
        .satisfies(w -> assertThat(w.found()).isNotBlank())
        .satisfies(w -> assertThat(w.remedy()).isNotBlank());
  }

  @Test
  void aWarningSaysByWhichCommandItsSettingIsChanged() {
    assertThat(StreamInfo.stream(info(SOUND + ",'num_replicas':1,'max_bytes':1000")).warnings())
        .extracting(JetStreamPort.Weakness::remedy)
        .satisfiesExactly(
            full -> assertThat(full).contains("nats stream edit db --discard new"),
            lost -> assertThat(lost).contains("nats stream edit db --replicas 3"));
  }

  @ParameterizedTest
  @CsvSource({"workqueue,false", "interest,false", "limits,true"})
  void consumedMessagesCannotBeInspected(String retention, boolean inspectable) {
    assertThat(StreamInfo.stream(info(SOUND + ",'retention':'" + retention + "'")).inspectable())
        .isEqualTo(inspectable);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "'max_age':1000000000,      file,   1",
        "'max_age':0,               file,   0",
        "'storage':'memory',        file,   1",
        "'storage':'memory',        memory, 0",
        "'max_msgs_per_subject':1,  file,   1",
        "'max_msgs_per_subject':64, file,   0",
        "'max_bytes':1000,          file,   1",
        "'sealed':true,             file,   1",
      })
  void aBucketThatMayLoseRecordsIsUnsuitable(String more, String streamStorage, int count) {
    assertThat(StreamInfo.bucket("b", info(SOUND + "," + more), streamStorage).unsuitable())
        .hasSize(count);
  }
}
