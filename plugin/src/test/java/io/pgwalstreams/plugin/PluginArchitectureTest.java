package io.pgwalstreams.plugin;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where in the plugin things may stand. */
class PluginArchitectureTest {
  private static final String PLUGIN = "io.pgwalstreams.plugin.";
  private static JavaClasses plugin;

  @BeforeAll
  static void read() {
    plugin =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.pgwalstreams.plugin");
  }

  @Test
  void whatDecidesDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(PLUGIN + "view..", PLUGIN + "check..", PLUGIN + "problem..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.net..",
                    "java.nio.file..",
                    "java.util.concurrent..",
                    "io.fabric8.kubernetes.client..",
                    "io.nats..",
                    "org.slf4j..")
                .or(type(Thread.class)))
        .check(plugin);
  }

  @Test
  void onlyOneSpeaksWithTheApiServer() {
    noClasses()
        .that()
        .resideOutsideOfPackage(PLUGIN + "cluster..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8.kubernetes.client..")
        .check(plugin);
  }

  @Test
  void onlyOneSpeaksWithNats() {
    noClasses()
        .that()
        .resideOutsideOfPackage(PLUGIN + "tail..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.nats..")
        .check(plugin);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(PLUGIN + "(*)..").should().beFreeOfCycles().check(plugin);
  }
}
