package io.pgwalstreams.testkit.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An expression of the dashboard or of an alert.
 *
 * @param where it stands, for people
 * @param labels what the text beside it shows of the result
 */
public record Expression(String where, String text, Set<String> labels) {
  private static final Pattern VALUES = Pattern.compile("label_values\\((.*), *(\\w+)\\)");
  private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{ *(\\w+) *}}");
  private static final Pattern IN_ALERT = Pattern.compile("\\$labels\\.(\\w+)");

  /** All there are below the root of the repository. */
  public static List<Expression> all(Path root) {
    Path folder = root.resolve("deploy/monitoring");
    var all = new ArrayList<Expression>();
    JsonNode dashboard = read(new ObjectMapper(), folder.resolve("grafana/pgwalstreams.json"));
    dashboard.at("/templating/list").forEach(variable -> variable(variable, all));
    for (JsonNode panel : dashboard.path("panels")) {
      String title = "panel '" + panel.path("title").asText() + "'";
      panel.path("targets").forEach(target -> all.add(target(title, target)));
    }
    alerts(root).forEach(rule -> all.add(alert(rule)));
    return all;
  }

  /** The alerts as they stand in the rule file. */
  public static List<JsonNode> alerts(Path root) {
    var all = new ArrayList<JsonNode>();
    read(new ObjectMapper(new YAMLFactory()), root.resolve("deploy/monitoring/alerts.yaml"))
        .path("groups")
        .forEach(group -> group.path("rules").forEach(all::add));
    return all;
  }

  private static void variable(JsonNode variable, List<Expression> all) {
    Matcher values = VALUES.matcher(variable.path("definition").asText());
    if (values.matches()) {
      String name = "variable " + variable.path("name").asText();
      all.add(new Expression(name, values.group(1), Set.of(values.group(2))));
    }
  }

  private static Expression target(String title, JsonNode target) {
    String legend = target.path("legendFormat").asText();
    return new Expression(title, target.path("expr").asText(), names(IN_LEGEND, legend));
  }

  private static Expression alert(JsonNode rule) {
    String told = rule.path("annotations").toString();
    return new Expression(
        "alert " + rule.path("alert").asText(), rule.path("expr").asText(), names(IN_ALERT, told));
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(r -> r.group(1)).collect(Collectors.toSet());
  }

  private static JsonNode read(ObjectMapper mapper, Path file) {
    try {
      return mapper.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
