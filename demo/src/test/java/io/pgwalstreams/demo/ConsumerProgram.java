package io.pgwalstreams.demo;

import io.pgwalstreams.testkit.PostgresServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The programs below {@code examples/consumers}, and how each is run once it is built. */
enum ConsumerProgram {
  /** Without a build, on the libraries of this one: runs in every build. */
  JAVA_FROM_SOURCE {
    @Override
    List<String> command(Path examples) {
      return List.of(
          JAVA_PROGRAM,
          "-cp",
          System.getProperty("java.class.path"),
          examples.resolve("java/src/main/java/Consumer.java").toString());
    }
  },
  JAVA {
    @Override
    List<String> command(Path examples) {
      return List.of(JAVA_PROGRAM, "-jar", examples.resolve("java/target/consumer.jar").toString());
    }
  },
  GO {
    @Override
    List<String> command(Path examples) {
      return List.of(examples.resolve("go/target/consumer").toString());
    }
  },
  PYTHON {
    @Override
    List<String> command(Path examples) {
      return List.of(
          examples.resolve("python/target/venv/bin/python").toString(),
          examples.resolve("python/consumer.py").toString());
    }
  },
  TYPESCRIPT {
    @Override
    List<String> command(Path examples) {
      return List.of("node", examples.resolve("typescript/target/consumer.js").toString());
    }
  };

  private static final String JAVA_PROGRAM =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** The command line of its process. */
  abstract List<String> command(Path examples);

  /** Those that the system property {@code consumers} names: {@code java,go}. */
  static List<ConsumerProgram> chosen() {
    return Arrays.stream(System.getProperty("consumers", "java_from_source").split(","))
        .map(name -> valueOf(name.toUpperCase(Locale.ROOT)))
        .toList();
  }

  /** Its database, and its name at the stream. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it reads from the environment. */
  Map<String, String> environment(PostgresServer server, String natsUrl) {
    String url =
        switch (this) {
          case JAVA_FROM_SOURCE, JAVA -> server.jdbcUrl(id()) + "?user=" + PostgresServer.SUPERUSER;
          case GO, PYTHON, TYPESCRIPT ->
              "postgresql://%s@%s:%d/%s?sslmode=disable"
                  .formatted(PostgresServer.SUPERUSER, server.host(), server.port(), id());
        };
    return Map.of("NATS_URL", natsUrl, "DATABASE_URL", url, "CONSUMER", id());
  }
}
