package io.pgwalstreams.worker.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.pgwalstreams.api.v1alpha1.WorkerSpec.LogLevel;
import java.io.Console;
import java.util.Optional;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashCommonFieldNames;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/** Sets up the log: one JSON object a line, or lines for people. */
final class Logging {
  private static final String READABLE =
      "%d{HH:mm:ss.SSS} %-5level %replace(%msg %kvp){'\\s+$',''}%n";

  private Logging() {}

  /** How lines look. */
  enum Format {
    TEXT,
    JSON,
    AUTO
  }

  static void configure(Format format, LogLevel level) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    boolean json = isJson(format);
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(json ? json(context) : readable(context));
    appender.start();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    setLevel(level);
  }

  /** What each JSON line says about whose it is. */
  static void identify(String walStream, String stream, String slot) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.putProperty("walstream", walStream);
    context.putProperty("stream", stream);
    context.putProperty("slot", slot);
  }

  static boolean isJson(Format format) {
    return format == Format.JSON || (format == Format.AUTO && !isTerminal());
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /** The level of our own lines; libraries tell warnings only. */
  static void setLevel(LogLevel level) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("pgwalstreams").setLevel(Level.valueOf(level.name()));
    context.getLogger("io.pgwalstreams").setLevel(Level.valueOf(level.name()));
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    var names = new LogstashFieldNames();
    names.setTimestamp("time");
    names.setVersion(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
    names.setThread(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
    names.setLevelValue(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
    var encoder = new LogstashEncoder();
    encoder.setContext(context);
    encoder.setFieldNames(names);
    encoder.setTimeZone("UTC");
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> readable(LoggerContext context) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(READABLE);
    encoder.start();
    return encoder;
  }
}
