package io.pgwalstreams.operator.source;

import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;

/** Servers with a reader who may replicate, an owner who may create, and the owner's table a. */
final class TestServers {
  private TestServers() {}

  static PostgresServer prepared(PostgresVersion version) {
    var server = PostgresServer.start(version);
    server.execute(
        "CREATE ROLE reader LOGIN REPLICATION",
        "CREATE ROLE owner LOGIN",
        "GRANT CREATE ON DATABASE postgres TO owner",
        "CREATE TABLE a (id int PRIMARY KEY)",
        "ALTER TABLE a OWNER TO owner");
    return server;
  }
}
