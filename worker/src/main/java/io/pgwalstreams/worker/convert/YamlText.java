package io.pgwalstreams.worker.convert;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** YAML with its lines: every value below the names that lead to it. */
final class YamlText {
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonParser parser;
  private final List<Setting> settings = new ArrayList<>();

  private YamlText(JsonParser parser) {
    this.parser = parser;
  }

  static Settings parse(String file, String text) {
    try (JsonParser parser = YAML.createParser(text)) {
      var reader = new YamlText(parser);
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        reader.object("");
      } else if (parser.currentToken() != null) {
        throw invalid(file, "it is no mapping", parser.currentTokenLocation().getLineNr());
      }
      return new Settings(reader.settings);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw invalid(file, e.getOriginalMessage(), at == null ? 1 : at.getLineNr());
    } catch (IOException e) {
      throw invalid(file, String.valueOf(e.getMessage()), 1);
    }
  }

  private static FailureException invalid(String file, String what, int line) {
    return Reason.InvalidSpec.because(
            file + ", line " + line + ": " + what, "give a file that the other program reads")
        .asException();
  }

  private void object(String path) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      value(path.isEmpty() ? name : path + "." + name, line, parser.nextToken());
    }
  }

  private void value(String path, int line, JsonToken begin) throws IOException {
    if (begin == JsonToken.START_OBJECT) {
      object(path);
    } else if (begin == JsonToken.START_ARRAY) {
      settings.add(new Setting(path, items(), line));
    } else {
      settings.add(new Setting(path, List.of(scalar()), line));
    }
  }

  private List<String> items() throws IOException {
    var items = new ArrayList<String>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken().isStructStart()) {
        parser.skipChildren(); // no program here has such lists
      } else {
        items.add(scalar());
      }
    }
    return items;
  }

  private String scalar() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
  }
}
