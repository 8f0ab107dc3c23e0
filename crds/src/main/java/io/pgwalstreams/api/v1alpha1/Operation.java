package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A kind of change. */
public enum Operation {
  @JsonProperty("insert")
  INSERT,
  @JsonProperty("update")
  UPDATE,
  @JsonProperty("delete")
  DELETE,
  @JsonProperty("truncate")
  TRUNCATE
}
