package io.pgwalstreams.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the schema's CEL rules ({@code x-kubernetes-validations}) as the API server does: plain
 * rules always, rules that speak of {@code oldSelf} when there is a former value. Not thread-safe.
 */
final class CelCheck {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CelCompiler compiler =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("self", SimpleType.DYN)
          .addVar("oldSelf", SimpleType.DYN)
          .build();
  private final CelRuntime runtime = CelRuntimeFactory.standardCelRuntimeBuilder().build();
  private final Map<String, CelRuntime.Program> programs = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  private CelCheck() {}

  /** The sentences of the rules that do not hold; {@code old} is null for a new resource. */
  static List<String> violations(JsonNode value, @Nullable JsonNode old, JsonNode schema) {
    var check = new CelCheck();
    check.visit("", value, old, schema);
    return check.violations;
  }

  private void visit(String path, JsonNode value, @Nullable JsonNode old, JsonNode schema) {
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      String text = rule.path("rule").asText();
      boolean transition = text.contains("oldSelf");
      if ((!transition || old != null) && !holds(text, value, old)) {
        String words = rule.path("message").asText();
        violations.add(path.isEmpty() ? words : path + ": Invalid value: " + words);
      }
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            p -> {
              JsonNode child = value.get(p.getKey());
              if (child != null) {
                String at = path.isEmpty() ? p.getKey() : path + "." + p.getKey();
                visit(at, child, old == null ? null : old.get(p.getKey()), p.getValue());
              }
            });
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        // Items of an atomic list or a set have no former value to be compared with.
        visit(path + "[" + i + "]", value.get(i), null, schema.path("items"));
      }
    }
  }

  private boolean holds(String rule, JsonNode value, @Nullable JsonNode old) {
    try {
      var variables = new HashMap<String, Object>();
      variables.put("self", plain(value));
      if (old != null) {
        variables.put("oldSelf", plain(old));
      }
      return Boolean.TRUE.equals(program(rule).eval(variables));
    } catch (CelEvaluationException | CelValidationException e) {
      throw new IllegalStateException("the CRD's rule '" + rule + "' cannot be evaluated", e);
    }
  }

  private CelRuntime.Program program(String rule)
      throws CelValidationException, CelEvaluationException {
    CelRuntime.Program known = programs.get(rule);
    if (known == null) {
      known = runtime.createProgram(compiler.compile(rule).getAst());
      programs.put(rule, known);
    }
    return known;
  }

  /** As maps, lists and longs: CEL has no int of 32 bits. */
  private static Object plain(JsonNode value) {
    if (value.isObject()) {
      var map = new HashMap<String, Object>();
      value.properties().forEach(p -> map.put(p.getKey(), plain(p.getValue())));
      return map;
    }
    if (value.isArray()) {
      var list = new ArrayList<Object>();
      value.forEach(item -> list.add(plain(item)));
      return list;
    }
    if (value.isIntegralNumber()) {
      return value.longValue();
    }
    return JSON.convertValue(value, Object.class);
  }
}
