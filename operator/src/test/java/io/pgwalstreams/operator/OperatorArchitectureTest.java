package io.pgwalstreams.operator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where in the operator things may stand. */
class OperatorArchitectureTest {
  private static final String OPERATOR = "io.pgwalstreams.operator.";
  private static JavaClasses operator;

  @BeforeAll
  static void read() {
    operator =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.pgwalstreams.operator");
  }

  /** What touches the world: sockets, files, databases, clusters, threads, clocks. */
  private static DescribedPredicate<JavaClass> inputOrOutput() {
    return resideInAnyPackage(
            "java.sql..",
            "javax.sql..",
            "java.net..",
            "javax.net..",
            "java.nio.file..",
            "java.nio.channels..",
            "java.util.concurrent..",
            "io.fabric8.kubernetes.client..",
            "io.javaoperatorsdk..",
            "org.slf4j..")
        .or(type(Thread.class))
        .or(type(Clock.class))
        .or(resideInAPackage("java.io").and(DescribedPredicate.not(inMemory())))
        .as("input or output");
  }

  private static DescribedPredicate<JavaClass> inMemory() {
    return type(IOException.class)
        .or(type(UncheckedIOException.class))
        .or(type(java.io.Serializable.class))
        .as("in memory");
  }

  @Test
  void whatDecidesDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(OPERATOR + "desired..", OPERATOR + "observe..", OPERATOR + "status..")
        .should()
        .dependOnClassesThat(inputOrOutput())
        .check(operator);
  }

  @Test
  void whatIsSeenAndToldKnowsNoObjectsOfKubernetes() {
    noClasses()
        .that()
        .resideInAnyPackage(OPERATOR + "observe..", OPERATOR + "status..", OPERATOR + "source..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8..")
        .check(operator);
  }

  @Test
  void theOperatorKnowsNeitherNatsNorTheWorker() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.nats..", "io.pgwalstreams.worker..")
        .check(operator);
  }

  @Test
  void onlyOneConnectsToDatabases() {
    noClasses()
        .that()
        .resideOutsideOfPackage(OPERATOR + "source..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
                .or(
                    resideInAPackage("io.pgwalstreams.postgres")
                        .and(simpleNameStartingWith("Pg").or(simpleName("SourceSetup")))))
        .check(operator);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(OPERATOR + "(*)..").should().beFreeOfCycles().check(operator);
  }
}
