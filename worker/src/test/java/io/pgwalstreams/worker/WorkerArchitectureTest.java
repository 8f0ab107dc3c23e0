package io.pgwalstreams.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where in the worker things may stand. */
class WorkerArchitectureTest {
  private static final String WORKER = "io.pgwalstreams.worker.";
  private static JavaClasses worker;

  @BeforeAll
  static void read() {
    worker =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.pgwalstreams.worker");
  }

  /** What touches the world: sockets, files, databases, threads, clocks that run by themselves. */
  private static DescribedPredicate<JavaClass> inputOrOutput() {
    return resideInAnyPackage(
            "java.sql..",
            "javax.sql..",
            "java.net..",
            "javax.net..",
            "java.nio.file..",
            "java.nio.channels..",
            "io.nats..",
            "org.postgresql..",
            "org.slf4j..")
        .or(type(Thread.class))
        .or(resideInAPackage("java.io").and(DescribedPredicate.not(inMemory())))
        .as("input or output");
  }

  private static DescribedPredicate<JavaClass> inMemory() {
    return type(IOException.class)
        .or(type(UncheckedIOException.class))
        .or(type(java.io.ByteArrayOutputStream.class))
        .or(type(java.io.OutputStream.class))
        .or(type(java.io.Reader.class))
        .or(type(java.io.StringReader.class))
        .or(type(java.io.Serializable.class))
        .or(type(java.io.PrintStream.class))
        .as("in memory");
  }

  @Test
  void whatDecidesDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(
            WORKER + "pgoutput..",
            WORKER + "change..",
            WORKER + "encode..",
            WORKER + "resume..",
            WORKER + "convert..")
        .should()
        .dependOnClassesThat(inputOrOutput())
        .check(worker);
  }

  @Test
  void pgJdbcStaysInReplication() {
    noClasses()
        .that()
        .resideOutsideOfPackage(WORKER + "replication..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.postgresql..")
        .check(worker);
  }

  @Test
  void picocliStaysInCommands() {
    noClasses()
        .that()
        .resideOutsideOfPackage(WORKER + "cli..")
        .or()
        .haveSimpleNameNotContaining("Command")
        .and()
        .doNotHaveSimpleName("InputFiles")
        .and()
        .doNotHaveSimpleName("Provider")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(worker);
  }

  @Test
  void jnatsStaysInJetstream() {
    noClasses()
        .that()
        .resideOutsideOfPackage(WORKER + "jetstream..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.nats..")
        .check(worker);
  }

  @Test
  void messagesAndChangesKnowNoJson() {
    noClasses()
        .that()
        .resideInAnyPackage(WORKER + "pgoutput..", WORKER + "change..", WORKER + "replication..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson..")
        .check(worker);
  }

  /** The tree model builds objects for every value: too dear for rows. */
  @Test
  void rowsAreWrittenAsStreams() {
    noClasses()
        .that()
        .resideInAPackage(WORKER + "encode..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson.databind..")
        .check(worker);
  }

  @Test
  void theWorkerKnowsNoKubernetes() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..")
        .check(worker);
  }

  @Test
  void aRowWalksOneWay() {
    classes()
        .that()
        .resideInAPackage(WORKER + "pgoutput..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.pgwalstreams.api",
            "io.pgwalstreams.database",
            WORKER + "pgoutput..",
            "java..",
            "org.jspecify..")
        .check(worker);
    noClasses()
        .that()
        .resideInAPackage(WORKER + "change..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(WORKER + "encode..", WORKER + "jetstream..", WORKER + "pipeline..")
        .check(worker);
    noClasses()
        .that()
        .resideInAPackage(WORKER + "encode..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(WORKER + "pipeline..", WORKER + "resume..", WORKER + "replication..")
        .check(worker);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.pgwalstreams.worker.(*)..").should().beFreeOfCycles().check(worker);
  }
}
