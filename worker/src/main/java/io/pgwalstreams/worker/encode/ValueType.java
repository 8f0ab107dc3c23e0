package io.pgwalstreams.worker.encode;

import io.pgwalstreams.worker.pgoutput.BuiltInType;
import java.util.Map;

/**
 * How a type's text becomes JSON.
 *
 * @param kind of the value, or of an array's elements
 * @param array whether it is an array
 * @param delimiter between an array's elements
 */
record ValueType(Kind kind, boolean array, char delimiter) {
  /** What a scalar's text is made into. */
  enum Kind {
    /** A JSON string: PostgreSQL's text. */
    TEXT,
    BOOLEAN,
    /** A JSON number with every digit; NaN and the infinities are strings. */
    NUMBER,
    /** Embedded as it is. */
    JSON,
    /** Base64. */
    BYTEA,
    /** ISO 8601. */
    DATE,
    TIME_TZ,
    TIMESTAMP,
    /** RFC 3339, UTC. */
    TIMESTAMP_TZ
  }

  /** The type of an OID; text for all that this class does not know. */
  static ValueType ofOid(long oid) {
    var scalar = BuiltInType.ofOid(oid);
    if (scalar != null) {
      return new ValueType(kind(scalar), false, ',');
    }
    var element = BuiltInType.elementOfArray(oid);
    return element == null
        ? new ValueType(Kind.TEXT, false, ',')
        : new ValueType(kind(element), true, element.delimiter());
  }

  /** All types that are not named here are text. */
  private static final Map<BuiltInType, Kind> KINDS =
      Map.ofEntries(
          Map.entry(BuiltInType.BOOL, Kind.BOOLEAN),
          Map.entry(BuiltInType.INT2, Kind.NUMBER),
          Map.entry(BuiltInType.INT4, Kind.NUMBER),
          Map.entry(BuiltInType.INT8, Kind.NUMBER),
          Map.entry(BuiltInType.OID, Kind.NUMBER),
          Map.entry(BuiltInType.NUMERIC, Kind.NUMBER),
          Map.entry(BuiltInType.FLOAT4, Kind.NUMBER),
          Map.entry(BuiltInType.FLOAT8, Kind.NUMBER),
          Map.entry(BuiltInType.JSON, Kind.JSON),
          Map.entry(BuiltInType.JSONB, Kind.JSON),
          Map.entry(BuiltInType.BYTEA, Kind.BYTEA),
          Map.entry(BuiltInType.DATE, Kind.DATE),
          Map.entry(BuiltInType.TIMETZ, Kind.TIME_TZ),
          Map.entry(BuiltInType.TIMESTAMP, Kind.TIMESTAMP),
          Map.entry(BuiltInType.TIMESTAMPTZ, Kind.TIMESTAMP_TZ));

  private static Kind kind(BuiltInType type) {
    return KINDS.getOrDefault(type, Kind.TEXT);
  }
}
