package io.pgwalstreams.worker.pgoutput;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own types that columns can have, with the fixed OIDs of {@code pg_type.dat}; the
 * same from PostgreSQL 14 to 18. Pseudo-types and the row types of system catalogs are left out.
 */
public enum BuiltInType {
  BOOL(16, 1000),
  BYTEA(17, 1001),
  CHAR(18, 1002),
  NAME(19, 1003),
  INT8(20, 1016),
  INT2(21, 1005),
  INT2VECTOR(22, 1006),
  INT4(23, 1007),
  REGPROC(24, 1008),
  TEXT(25, 1009),
  OID(26, 1028),
  TID(27, 1010),
  XID(28, 1011),
  CID(29, 1012),
  OIDVECTOR(30, 1013),
  JSON(114, 199),
  XML(142, 143),
  POINT(600, 1017),
  LSEG(601, 1018),
  PATH(602, 1019),
  BOX(603, 1020),
  POLYGON(604, 1027),
  LINE(628, 629),
  CIDR(650, 651),
  FLOAT4(700, 1021),
  FLOAT8(701, 1022),
  CIRCLE(718, 719),
  MACADDR8(774, 775),
  MONEY(790, 791),
  MACADDR(829, 1040),
  INET(869, 1041),
  ACLITEM(1033, 1034),
  BPCHAR(1042, 1014),
  VARCHAR(1043, 1015),
  DATE(1082, 1182),
  TIME(1083, 1183),
  TIMESTAMP(1114, 1115),
  TIMESTAMPTZ(1184, 1185),
  INTERVAL(1186, 1187),
  TIMETZ(1266, 1270),
  BIT(1560, 1561),
  VARBIT(1562, 1563),
  NUMERIC(1700, 1231),
  REFCURSOR(1790, 2201),
  REGPROCEDURE(2202, 2207),
  REGOPER(2203, 2208),
  REGOPERATOR(2204, 2209),
  REGCLASS(2205, 2210),
  REGTYPE(2206, 2211),
  UUID(2950, 2951),
  TXID_SNAPSHOT(2970, 2949),
  PG_LSN(3220, 3221),
  TSVECTOR(3614, 3643),
  TSQUERY(3615, 3645),
  GTSVECTOR(3642, 3644),
  REGCONFIG(3734, 3735),
  REGDICTIONARY(3769, 3770),
  JSONB(3802, 3807),
  INT4RANGE(3904, 3905),
  NUMRANGE(3906, 3907),
  TSRANGE(3908, 3909),
  TSTZRANGE(3910, 3911),
  DATERANGE(3912, 3913),
  INT8RANGE(3926, 3927),
  JSONPATH(4072, 4073),
  REGNAMESPACE(4089, 4090),
  REGROLE(4096, 4097),
  REGCOLLATION(4191, 4192),
  INT4MULTIRANGE(4451, 6150),
  NUMMULTIRANGE(4532, 6151),
  TSMULTIRANGE(4533, 6152),
  TSTZMULTIRANGE(4534, 6153),
  DATEMULTIRANGE(4535, 6155),
  INT8MULTIRANGE(4536, 6157),
  PG_SNAPSHOT(5038, 5039),
  XID8(5069, 271);

  private static final Map<String, Long> OIDS_BY_NAME = new HashMap<>();
  private static final Map<Long, BuiltInType> BY_OID = new HashMap<>();
  private static final Map<Long, BuiltInType> BY_ARRAY_OID = new HashMap<>();

  static {
    for (var type : values()) {
      String name = type.name().toLowerCase(Locale.ROOT);
      OIDS_BY_NAME.put(name, type.oid);
      OIDS_BY_NAME.put("_" + name, type.arrayOid);
      BY_OID.put(type.oid, type);
      BY_ARRAY_OID.put(type.arrayOid, type);
    }
  }

  private final long oid;
  private final long arrayOid;

  BuiltInType(long oid, long arrayOid) {
    this.oid = oid;
    this.arrayOid = arrayOid;
  }

  public long oid() {
    return oid;
  }

  /** The OID of this type's array. */
  public long arrayOid() {
    return arrayOid;
  }

  /** What separates the elements of this type's array ({@code pg_type.typdelim}). */
  public char delimiter() {
    return this == BOX ? ';' : ',';
  }

  /** The type of an OID; null when it is not in this list. */
  public static @Nullable BuiltInType ofOid(long oid) {
    return BY_OID.get(oid);
  }

  /** The element type of an array's OID; null when it is not in this list. */
  public static @Nullable BuiltInType elementOfArray(long arrayOid) {
    return BY_ARRAY_OID.get(arrayOid);
  }

  /**
   * The OID of a type or array in schema {@code pg_catalog}, as in {@code int4} or {@code _int4};
   * null when it is not in this list.
   */
  public static @Nullable Long oidOfName(String name) {
    return OIDS_BY_NAME.get(name);
  }
}
