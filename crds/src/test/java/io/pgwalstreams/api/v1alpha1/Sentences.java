package io.pgwalstreams.api.v1alpha1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * What to write instead of a text that a pattern refuses. Of a pattern the API server says no more
 * than the pattern, so each becomes a rule with a sentence. Such a rule's cost is bounded by the
 * text's length, which must have a limit.
 */
final class Sentences {
  /** Nobody writes a NUL by mistake; and 1600 columns of 500 tables would cost too much. */
  private static final String WITHOUT_NUL = "^[^\\x00]+$";

  private static final String NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

  private static final Map<String, String> OF_PATTERN =
      Map.ofEntries(
          Map.entry(
              NAME,
              "write the name of a Kubernetes object: lower case letters, digits, '-' and '.', with a"
                  + " letter or digit at both ends"),
          Map.entry(
              "^[-._a-zA-Z0-9]+$",
              "write a key of letters, digits, '-', '_' and '.', and nothing else"),
          Map.entry(
              "^[^\\s/@?#%,'\"\\\\]+$",
              "write the host alone, as postgres.shop.svc: no protocol, user, port or path"),
          Map.entry(
              "^[a-z0-9_]+$",
              "write lower case letters, digits and underscores: PostgreSQL takes no"
                  + " other name for a slot"),
          Map.entry("^[^;]*$", "write one SQL expression, without ';'"),
          Map.entry(
              "^(nats|tls|ws|wss)://[^\\s/@?#,]+$",
              "write nats://HOST:PORT, or tls, ws or wss in place of nats; user and password go into"
                  + " nats.credentials"),
          Map.entry(
              "^[^\\s.*>$][^\\s.*>]*(\\.[^\\s.*>]+)*$",
              "write tokens with dots between them, as db or shop.db: no spaces, no '*' or '>', no '$'"
                  + " at the beginning"),
          Map.entry(
              "^[^\\s.*>]+(\\.[^\\s.*>]+)*$",
              "write tokens with dots between them, as $JS.hub.API: no spaces, no '*' or '>'"),
          Map.entry("^[^\\s.*>]+$", "write one word, without spaces, '.', '*' or '>'"),
          Map.entry("^[-_a-zA-Z0-9]+$", "write letters, digits, '-' and '_' only"),
          Map.entry(
              NatsSpec.STREAM_NAME,
              "write ASCII letters, digits, '-' and '_': a stream's name has no spaces, '.', '*', '>',"
                  + " '/' or '\\'"),
          Map.entry(
              Durations.PATTERN,
              "write a whole number and one of ms, s, m, h and d, as 150s or 72h"),
          Map.entry(
              Quantity.PATTERN,
              "write a whole number of bytes, or with one of Ki, Mi, Gi, Ti, k, M, G and T, as 20Gi"));

  private Sentences() {}

  /** Puts a rule in the place of this schema's pattern, if it has one. */
  static void instead(JSONSchemaProps schema) {
    String pattern = schema.getPattern();
    if (pattern == null || pattern.equals(WITHOUT_NUL)) {
      return;
    }
    String sentence = OF_PATTERN.get(pattern);
    if (sentence == null || schema.getMaxLength() == null) {
      throw new IllegalStateException(pattern + " needs a sentence and a limit of length");
    }
    var rule = new ValidationRule();
    rule.setRule("self.matches('" + pattern.replace("\\", "\\\\").replace("'", "\\'") + "')");
    rule.setMessage(sentence);
    if (schema.getXKubernetesValidations() != null
        && !schema.getXKubernetesValidations().isEmpty()) {
      throw new IllegalStateException(pattern + " has other rules beside it");
    }
    schema.setXKubernetesValidations(List.of(rule));
    schema.setPattern(null);
  }
}
