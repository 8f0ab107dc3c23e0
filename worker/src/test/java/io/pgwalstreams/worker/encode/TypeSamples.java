package io.pgwalstreams.worker.encode;

import java.util.List;

/** A value of every type with the JSON that it becomes. */
final class TypeSamples {
  /** The statements that make the types that are not built in. */
  static final List<String> TYPES =
      List.of(
          "CREATE TYPE mood AS ENUM ('sad', 'so so', 'ok')",
          "CREATE TYPE pair AS (a int, b text)",
          "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
          "CREATE DOMAIN nested AS positive CHECK (VALUE < 100)",
          "CREATE DOMAIN amount AS numeric(10, 2)",
          "CREATE DOMAIN document AS jsonb",
          "CREATE DOMAIN moment AS timestamptz",
          "CREATE DOMAIN ints AS int[]",
          "CREATE DOMAIN moods AS mood[]",
          "CREATE DOMAIN feeling AS mood",
          "CREATE TYPE float_range AS RANGE (SUBTYPE = float8)",
          "CREATE EXTENSION hstore",
          "CREATE EXTENSION citext");

  /** A value as an SQL literal, and as JSON. */
  record Sample(String type, String literal, String json) {}

  static final List<Sample> SAMPLES =
      List.of(
          // Numbers.
          new Sample("smallint", "-32768", "-32768"),
          new Sample("integer", "2147483647", "2147483647"),
          new Sample("bigint", "-9223372036854775808", "-9223372036854775808"),
          new Sample("oid", "4294967295", "4294967295"),
          new Sample(
              "numeric",
              "12345678901234567890.12345678901234567890",
              "12345678901234567890.12345678901234567890"),
          new Sample("numeric(10, 2)", "-1.5", "-1.50"),
          new Sample("numeric", "1e-20", "0.00000000000000000001"),
          new Sample("numeric", "1e30", "1000000000000000000000000000000"),
          new Sample("numeric", "NaN", "\"NaN\""),
          new Sample("numeric", "Infinity", "\"Infinity\""),
          new Sample("numeric", "-Infinity", "\"-Infinity\""),
          new Sample("real", "1.1", "1.1"),
          new Sample("real", "NaN", "\"NaN\""),
          new Sample("double precision", "0.1", "0.1"),
          new Sample("double precision", "1e300", "1e+300"),
          new Sample("double precision", "-1.7976931348623157e308", "-1.7976931348623157e+308"),
          new Sample("double precision", "-0", "-0"),
          new Sample("double precision", "-Infinity", "\"-Infinity\""),
          new Sample("money", "1234.5", "\"$1,234.50\""),
          // Truth.
          new Sample("boolean", "true", "true"),
          new Sample("boolean", "false", "false"),
          // Text.
          new Sample("text", "żółw \"q\" \\ 😀", "\"żółw \\\"q\\\" \\\\ 😀\""),
          new Sample("text", "", "\"\""),
          new Sample("text", "null", "\"null\""),
          new Sample("varchar(20)", "line\nfeed\t", "\"line\\nfeed\\t\""),
          new Sample("char(4)", "ab", "\"ab  \""),
          new Sample("name", "n", "\"n\""),
          new Sample("\"char\"", "x", "\"x\""),
          new Sample("citext", "Ab", "\"Ab\""),
          new Sample("xml", "<a>1</a>", "\"<a>1</a>\""),
          // Bytes.
          new Sample("bytea", "\\xdeadbeef", "\"3q2+7w==\""),
          new Sample("bytea", "", "\"\""),
          new Sample("bit(3)", "101", "\"101\""),
          new Sample("varbit", "10", "\"10\""),
          // JSON.
          new Sample("json", "{\"a\": 1,\n \"a\": 2.50}", "{\"a\": 1,\n \"a\": 2.50}"),
          new Sample("json", "\"\\ud83d\"", "\"\\ud83d\""),
          new Sample("jsonb", "{\"b\":1.50,\"a\":[null]}", "{\"a\": [null], \"b\": 1.50}"),
          new Sample("jsonb", "null", "null"),
          new Sample("jsonb", "123456789012345678901234567890", "123456789012345678901234567890"),
          new Sample("jsonpath", "$.a", "\"$.\\\"a\\\"\""),
          // Dates and times.
          new Sample("date", "2026-01-02", "\"2026-01-02\""),
          new Sample("date", "infinity", "\"infinity\""),
          new Sample("date", "0044-03-15 BC", "\"-000043-03-15\""),
          new Sample("date", "12026-01-02", "\"+012026-01-02\""),
          new Sample("time", "03:04:05.678", "\"03:04:05.678\""),
          new Sample("time", "24:00", "\"24:00:00\""),
          new Sample("timetz", "03:04:05.6+02", "\"03:04:05.6+02:00\""),
          new Sample("timetz", "03:04:05+00", "\"03:04:05Z\""),
          new Sample("timestamp", "2026-01-02 03:04:05.678901", "\"2026-01-02T03:04:05.678901\""),
          new Sample("timestamp", "-infinity", "\"-infinity\""),
          new Sample("timestamp", "4713-01-01 BC", "\"-004712-01-01T00:00:00\""),
          new Sample(
              "timestamptz", "2026-01-02 03:04:05.678901+02", "\"2026-01-02T01:04:05.678901Z\""),
          new Sample("timestamptz", "infinity", "\"infinity\""),
          new Sample("timestamptz(3)", "2026-07-02 03:04:05.6+00", "\"2026-07-02T03:04:05.6Z\""),
          new Sample("interval", "1 year -2 days 04:05:06.7", "\"1 year -2 days +04:05:06.7\""),
          // Ranges.
          new Sample("int4range", "[1,5]", "\"[1,6)\""),
          new Sample("numrange", "(,1.50]", "\"(,1.50]\""),
          new Sample("daterange", "empty", "\"empty\""),
          new Sample(
              "tstzrange", "[2026-01-02 00:00+00,)", "\"[\\\"2026-01-02 00:00:00+00\\\",)\""),
          new Sample("int4multirange", "{[1,3),[5,7)}", "\"{[1,3),[5,7)}\""),
          new Sample("float_range", "[1.5,2)", "\"[1.5,2)\""),
          new Sample("float_multirange", "{[1.5,2)}", "\"{[1.5,2)}\""),
          // The rest of what is built in.
          new Sample(
              "uuid",
              "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
              "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\""),
          new Sample("inet", "10.0.0.1/8", "\"10.0.0.1/8\""),
          new Sample("cidr", "2001:db8::/32", "\"2001:db8::/32\""),
          new Sample("macaddr", "08-00-2b-01-02-03", "\"08:00:2b:01:02:03\""),
          new Sample("macaddr8", "08:00:2b:ff:fe:01:02:03", "\"08:00:2b:ff:fe:01:02:03\""),
          new Sample("point", "(1,2.5)", "\"(1,2.5)\""),
          new Sample("line", "{1,2,3}", "\"{1,2,3}\""),
          new Sample("lseg", "[(1,2),(3,4)]", "\"[(1,2),(3,4)]\""),
          new Sample("box", "(1,1),(0,0)", "\"(1,1),(0,0)\""),
          new Sample("path", "((1,2),(3,4))", "\"((1,2),(3,4))\""),
          new Sample("polygon", "((1,2),(3,4))", "\"((1,2),(3,4))\""),
          new Sample("circle", "<(1,2),3>", "\"<(1,2),3>\""),
          new Sample("tsvector", "a:1 b:2", "\"'a':1 'b':2\""),
          new Sample("tsquery", "a & b", "\"'a' & 'b'\""),
          new Sample("pg_lsn", "16/B374D848", "\"16/B374D848\""),
          new Sample("xid8", "42", "\"42\""),
          new Sample("regclass", "pg_class", "\"pg_class\""),
          new Sample("int2vector", "1 2", "\"1 2\""),
          new Sample("hstore", "a=>1,b=>NULL", "\"\\\"a\\\"=>\\\"1\\\", \\\"b\\\"=>NULL\""),
          // Arrays.
          new Sample("integer[]", "{}", "[]"),
          new Sample("integer[]", "{1,NULL,3}", "[1,null,3]"),
          new Sample("integer[]", "{{1,2},{3,NULL}}", "[[1,2],[3,null]]"),
          new Sample("integer[]", "[-1:0]={5,6}", "[5,6]"),
          new Sample(
              "text[]",
              "{\"a,b\",NULL,\"NULL\",\"q\\\"x\\\\y\",\"\",żółw}",
              "[\"a,b\",null,\"NULL\",\"q\\\"x\\\\y\",\"\",\"żółw\"]"),
          new Sample("numeric[]", "{1.50,NaN,-Infinity}", "[1.50,\"NaN\",\"-Infinity\"]"),
          new Sample("double precision[]", "{1e300,NaN}", "[1e+300,\"NaN\"]"),
          new Sample("boolean[]", "{t,f,NULL}", "[true,false,null]"),
          new Sample("bytea[]", "{\"\\\\xdead\",NULL}", "[\"3q0=\",null]"),
          new Sample(
              "jsonb[]",
              "{\"{\\\"a\\\":\\\"x\\\\\\\\y\\\"}\",NULL,null}",
              "[{\"a\": \"x\\\\y\"},null,null]"),
          new Sample(
              "timestamptz[]",
              "{2026-01-02 03:04:05+00,infinity}",
              "[\"2026-01-02T03:04:05Z\",\"infinity\"]"),
          new Sample("date[]", "{2026-01-02,NULL}", "[\"2026-01-02\",null]"),
          new Sample(
              "uuid[]",
              "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
              "[\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"]"),
          new Sample("interval[]", "{1 day}", "[\"1 day\"]"),
          new Sample("int4range[]", "{\"[1,3)\",empty}", "[\"[1,3)\",\"empty\"]"),
          new Sample("box[]", "{(1,1),(0,0);(3,3),(2,2)}", "[\"(1,1),(0,0)\",\"(3,3),(2,2)\"]"),
          // Types of the user's own.
          new Sample("mood", "so so", "\"so so\""),
          new Sample("mood[]", "{ok,\"so so\",NULL}", "[\"ok\",\"so so\",null]"),
          new Sample("mood[]", "{{ok},{sad}}", "[[\"ok\"],[\"sad\"]]"),
          new Sample("pair", "(1,\"a b\")", "\"(1,\\\"a b\\\")\""),
          new Sample("pair[]", "{\"(1,\\\"a b\\\")\",NULL}", "[\"(1,\\\"a b\\\")\",null]"),
          new Sample("float_range[]", "{\"[1.5,2)\"}", "[\"[1.5,2)\"]"),
          new Sample("hstore[]", "{a=>1}", "[\"\\\"a\\\"=>\\\"1\\\"\"]"),
          new Sample("positive", "7", "7"),
          new Sample("nested", "7", "7"),
          new Sample("amount", "7", "7.00"),
          new Sample("document", "{\"a\":1}", "{\"a\": 1}"),
          new Sample("moment", "2026-01-02 03:04:05+00", "\"2026-01-02T03:04:05Z\""),
          new Sample("ints", "{1,2}", "[1,2]"),
          new Sample("moods", "{ok}", "[\"ok\"]"),
          new Sample("feeling", "ok", "\"ok\""),
          new Sample("positive[]", "{1,2}", "[\"1\",\"2\"]"),
          new Sample("information_schema.sql_identifier", "x", "\"x\""));

  private TypeSamples() {}
}
