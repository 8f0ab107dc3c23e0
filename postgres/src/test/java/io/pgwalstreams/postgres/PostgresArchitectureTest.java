package io.pgwalstreams.postgres;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the operator may rely on: nothing of the worker comes along. */
class PostgresArchitectureTest {
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.pgwalstreams.postgres", "io.pgwalstreams.tls");
  }

  @Test
  void knowsNeitherWorkerNorNatsNorKubernetes() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.pgwalstreams.worker..", "io.nats..", "io.fabric8..", "io.javaoperatorsdk..")
        .check(classes);
  }

  @Test
  void knowsNoJson() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson..")
        .check(classes);
  }

  @Test
  void tlsIsTheJdksAlone() {
    classes()
        .that()
        .resideInAPackage("io.pgwalstreams.tls..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.pgwalstreams.tls..", "java..", "javax.net.ssl..", "org.jspecify..")
        .check(classes);
  }

  @Test
  void pgJdbcStaysInPostgres() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.pgwalstreams.postgres")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.postgresql..", "java.sql..", "javax.sql..")
        .check(classes);
  }
}
