package io.pgwalstreams.operator.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.Console;
import java.util.Optional;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashCommonFieldNames;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log: one JSON object a line, or lines for people. The SDK's own fields (resource
 * name, namespace, generation) are on every line that is written while one is reconciled.
 */
final class Logging {
  private static final String READABLE =
      "%d{HH:mm:ss.SSS} %-5level %X{resource.namespace} %X{resource.name} %msg" + " %kvp%n";

  private Logging() {}

  /** How lines look. */
  enum Format {
    TEXT,
    JSON,
    AUTO
  }

  static void configure(Format format) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    boolean json = format == Format.JSON || (format == Format.AUTO && !isTerminal());
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(json ? json(context) : readable(context));
    appender.start();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    // A watch that ends on both sides at once is no news; the SDK says what is.
    context.getLogger("io.fabric8.kubernetes.client.jdkhttp").setLevel(Level.ERROR);
    context
        .getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
        .setLevel(Level.ERROR);
    context.getLogger("io.javaoperatorsdk.operator.RuntimeInfo").setLevel(Level.ERROR);
    context.getLogger("pgwalstreams").setLevel(Level.INFO);
    context.getLogger("io.pgwalstreams").setLevel(Level.INFO);
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
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
