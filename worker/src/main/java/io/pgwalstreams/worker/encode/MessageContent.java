package io.pgwalstreams.worker.encode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What a logical message's bytes are: JSON, else text, else neither. */
sealed interface MessageContent {
  /** One JSON value. */
  record Json(String text) implements MessageContent {}

  /** UTF-8 that is not JSON. */
  record Text(byte[] utf8) implements MessageContent {}

  /** Not UTF-8. */
  record Binary(byte[] bytes) implements MessageContent {}

  /**
   * Looks at a message's content. JSON beyond the limits of the parser ({@link
   * com.fasterxml.jackson.core.StreamReadConstraints}: 1,000 levels, numbers of 1,000 digits) is
   * text.
   */
  static MessageContent of(byte[] content, JsonFactory factory) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      return new Binary(content);
    }
    return isJson(text, factory) ? new Json(text) : new Text(content);
  }

  private static boolean isJson(String text, JsonFactory factory) {
    try (var parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JsonProcessingException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
