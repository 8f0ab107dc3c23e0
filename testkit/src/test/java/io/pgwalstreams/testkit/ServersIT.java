package io.pgwalstreams.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServersIT {

  @ParameterizedTest
  @EnumSource
  void eachPostgresDecodesAndKeepsItsDataOverCrashAndRestart(PostgresVersion version) {
    try (var server = PostgresServer.start(version)) {
      assertThat(server.query("show server_version_num")).startsWith(version.major() + "");
      server.execute(
          "create table t(id int primary key)",
          "select pg_create_logical_replication_slot('s', 'pgoutput')",
          "insert into t values (1)");
      server.kill9();
      assertThat(server.isRunning()).isFalse();
      server.start();
      assertThat(server.query("select count(*) from t")).isEqualTo("1");
      assertThat(server.stopFast(Duration.ofSeconds(20))).isLessThan(Duration.ofSeconds(20));
      server.start();
      assertThat(server.query("select slot_name from pg_replication_slots")).isEqualTo("s");
    }
  }

  @Test
  void natsKeepsItsPortOverAKill() {
    try (var server = NatsServer.start()) {
      int port = server.port();
      server.kill9();
      assertThat(server.isRunning()).isFalse();
      server.startAgain();
      assertThat(server.isRunning()).isTrue();
      assertThat(server.url()).endsWith(":" + port);
    }
  }
}
