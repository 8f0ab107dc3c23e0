package io.pgwalstreams.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL as a pod, {@code postgres} in the test's namespace, with a database {@code app}. */
final class PostgresPod {
  private final Cluster cluster;
  private final Workload workload;

  private PostgresPod(Cluster cluster, Workload workload) {
    this.cluster = cluster;
    this.workload = workload;
  }

  /** With {@code wal_level=logical}, unless the settings (NAME=VALUE) say something else. */
  static PostgresPod start(Cluster cluster, String... settings) {
    var all = new ArrayList<>(List.of("-c", "wal_level=logical"));
    for (String setting : settings) {
      all.addAll(List.of("-c", "\"" + setting + "\""));
    }
    return new PostgresPod(
        cluster,
        Workload.start(
            cluster,
            "postgres",
            Map.of("image", Settings.POSTGRES_IMAGE, "settings", String.join(", ", all))));
  }

  /** Runs statements as the administrator; the rows, without heading, columns apart by a bar. */
  String sql(String statements) {
    return sqlAs("postgres", "postgres", statements).ok().strip();
  }

  /** Runs statements as a role that has a password. */
  Command sqlAs(String role, String password, String statements) {
    return cluster.kubectlWith(
        statements,
        "exec",
        "-i",
        workload.pod(),
        "--",
        "psql",
        "-XqAt",
        "-v",
        "ON_ERROR_STOP=1",
        "postgresql://" + role + ":" + password + "@127.0.0.1/app");
  }

  /** A role that may replicate and create publications of tables that it owns. */
  void replicator(String role, String password) {
    sql(
        """
        CREATE ROLE %1$s LOGIN REPLICATION PASSWORD '%2$s';
        GRANT CREATE ON DATABASE app TO %1$s;
        """
            .formatted(role, password));
  }

  /** A table {@code (id, name)} of this owner. */
  void table(String table, String owner) {
    sql(
        """
        CREATE TABLE %1$s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
        ALTER TABLE %1$s OWNER TO %2$s;
        """
            .formatted(table, owner));
  }

  /** Names of the slots, in alphabetical order. */
  List<String> slots() {
    return sql("SELECT slot_name FROM pg_replication_slots ORDER BY 1").lines().toList();
  }

  /** Names of the publications, in alphabetical order. */
  List<String> publications() {
    return sql("SELECT pubname FROM pg_publication ORDER BY 1").lines().toList();
  }

  Workload workload() {
    return workload;
  }
}
