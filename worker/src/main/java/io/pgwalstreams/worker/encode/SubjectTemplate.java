package io.pgwalstreams.worker.encode;

import io.pgwalstreams.api.Digests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The subjects of events: {@code prefix.schema.table.action}, with the action in lower case, and
 * {@code prefix.message.NAME} for logical messages, where the dots of NAME separate tokens. Names
 * are made into tokens by {@link SubjectToken}. A schema that is called {@code message} is written
 * {@code %6Dessage}, so that no row's subject can be a logical message's. Immutable.
 */
public final class SubjectTemplate {
  /**
   * The longest subject, bytes. The server's protocol line has a limit of 4096 bytes
   * (max_control_line) for subject, reply subject and sizes.
   */
  static final int MAX_BYTES = 1024;

  private static final String MESSAGE = "message";
  private static final String SCHEMA_MESSAGE = "%6Dessage";

  private final String prefix;

  /**
   * Takes the prefix as it stands in the document, without a trailing dot. Throws
   * IllegalArgumentException when it is not one or more tokens that {@link SubjectToken} would
   * leave as they are.
   */
  public SubjectTemplate(String prefix) {
    for (String token : prefix.split("\\.", -1)) {
      if (token.isEmpty() || !SubjectToken.encode(token).equals(token)) {
        throw new IllegalArgumentException("not a subject prefix: '" + prefix + "'");
      }
    }
    this.prefix = prefix;
  }

  /** Where a row's change goes; {@code action} is in lower case. */
  public String row(String schema, String table, String action) {
    String first = schema.equals(MESSAGE) ? SCHEMA_MESSAGE : SubjectToken.encode(schema);
    return prefix + "." + first + "." + SubjectToken.encode(table) + "." + action;
  }

  /**
   * Where a logical message goes. A name too long for a subject is replaced by {@code %~} and 16
   * hexadecimal digits of its SHA-256, the one form that {@link #messageName} cannot undo; the
   * event's body has the name in full.
   */
  public String message(String name) {
    var tokens = new ArrayList<String>();
    for (String part : name.split("\\.", -1)) {
      tokens.add(SubjectToken.encode(part));
    }
    String head = prefix + "." + MESSAGE + ".";
    String subject = head + String.join(".", tokens);
    return subject.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
        ? subject
        : head + "%~" + Digests.sha256Hex(name.getBytes(StandardCharsets.UTF_8), 16);
  }

  /** Where the worker tells of a gap. */
  public String gap() {
    return prefix + ".gap";
  }

  /** Every subject that is written to. */
  public String all() {
    return prefix + ".>";
  }

  /**
   * Undoes {@link #row}: schema, table and action. Throws IllegalArgumentException for anything
   * else.
   */
  public List<String> rowNames(String subject) {
    String[] tokens = rest(subject).split("\\.", -1);
    if (tokens.length != 3 || tokens[0].equals(MESSAGE)) {
      throw new IllegalArgumentException("not a row's subject: '" + subject + "'");
    }
    return List.of(SubjectToken.decode(tokens[0]), SubjectToken.decode(tokens[1]), tokens[2]);
  }

  /** Undoes {@link #message}. Throws IllegalArgumentException for anything else. */
  public String messageName(String subject) {
    String rest = rest(subject);
    if (!rest.startsWith(MESSAGE + ".")) {
      throw new IllegalArgumentException("not a logical message's subject: '" + subject + "'");
    }
    var parts = new ArrayList<String>();
    for (String token : rest.substring(MESSAGE.length() + 1).split("\\.", -1)) {
      parts.add(SubjectToken.decode(token));
    }
    return String.join(".", parts);
  }

  private String rest(String subject) {
    if (!subject.startsWith(prefix + ".")) {
      throw new IllegalArgumentException("'" + subject + "' is not below '" + prefix + "'");
    }
    return subject.substring(prefix.length() + 1);
  }
}
