package io.pgwalstreams.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.operator.desired.Reference.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferencesTest {
  private static List<Reference> of(WorkerPlan plan) {
    return References.of(plan.document());
  }

  private static Reference.Key required(String name, String field) {
    return new Reference.Key(name, field, false, true);
  }

  @Test
  void theSmallestDocumentRefersToItsCredentialsAlone() {
    String field = "spec.database.credentials";
    assertThat(of(Plans.of("minimal")))
        .containsExactly(
            new Reference(
                Kind.SECRET,
                "shop-replication",
                List.of(required("password", field), required("username", field))));
  }

  @Test
  void everyObjectIsThereOnceSecretsFirst() {
    assertThat(of(Plans.of("full")))
        .extracting(r -> r.kind().word() + " " + r.name())
        .containsExactly(
            "Secret shop-client",
            "Secret shop-nats",
            "Secret shop-owner",
            "Secret shop-replication",
            "Secret shop-trust",
            "ConfigMap shop-trust");
  }

  @Test
  void setupCredentialsAreForTheOperatorAlone() {
    assertThat(of(Plans.of("full")))
        .filteredOn(r -> r.name().equals("shop-owner"))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.mountedKeys()).isEmpty();
              assertThat(r.keys())
                  .extracting(Reference.Key::field)
                  .containsOnly("spec.database.setupCredentials");
            });
  }

  @Test
  void setupCredentialsInTheSecretOfTheWorkerHideTheirOwnKeysOnly() {
    WorkerPlan plan =
        Plans.of(
            "minimal",
            Plans.with(
                "database.setupCredentials",
                "{secretRef: {name: shop-replication}, usernameKey: owner, passwordKey: secret}"));
    assertThat(of(plan))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.keys()).hasSize(4);
              assertThat(r.mountedKeys())
                  .extracting(Reference.Key::name)
                  .containsExactly("password", "username");
            });
  }

  @Test
  void aPasswordMayBeAbsentBesideAClientCertificate() {
    assertThat(of(Plans.of("full")))
        .filteredOn(r -> r.name().equals("shop-replication"))
        .flatExtracting(Reference::keys)
        .extracting(Reference.Key::name, Reference.Key::optional)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("pass", true),
            org.assertj.core.groups.Tuple.tuple("user", false));
  }

  @Test
  void whatTwoFieldsNeedIsRequiredWhenOneOfThemRequiresIt() {
    WorkerPlan plan =
        Plans.of(
            "full",
            Plans.with(
                "nats.credentials",
                "{userPassword: {secretRef: {name: shop-replication}, usernameKey: user,"
                    + " passwordKey: pass}}"));
    assertThat(of(plan))
        .filteredOn(r -> r.name().equals("shop-replication"))
        .flatExtracting(Reference::keys)
        .extracting(Reference.Key::optional)
        .containsExactly(false, false);
  }

  @Test
  void everyKindOfNatsCredentialsIsMounted() {
    for (String kind : List.of("token", "nkey", "credsFile")) {
      WorkerPlan plan =
          Plans.of(
              "minimal",
              Plans.with(
                  "nats.credentials", "{" + kind + ": {secretKeyRef: {name: login, key: value}}}"));
      assertThat(of(plan))
          .as(kind)
          .contains(
              new Reference(
                  Kind.SECRET,
                  "login",
                  List.of(required("value", "spec.nats.credentials." + kind))));
    }
  }
}
