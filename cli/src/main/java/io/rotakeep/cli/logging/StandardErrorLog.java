package io.rotakeep.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets Logback up without a file, whose reading would take a tenth of a start. Standard output
 * belongs to the answers of commands. Whoever names a file by {@code -Dlogback.configurationFile}
 * has that instead. Found by its name in {@code META-INF/services}.
 */
public final class StandardErrorLog extends ContextAwareBase implements Configurator {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{36} %msg%n%ex";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.NEUTRAL;
    }
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender(context));
    level(context, Logger.ROOT_LOGGER_NAME, chosen("ROTAKEEP_LIBRARY_LOG_LEVEL", Level.WARN));
    level(context, "io.rotakeep", chosen("ROTAKEEP_LOG_LEVEL", Level.INFO));
    // At DEBUG gRPC writes out its frames, access tokens with them. Stays so whatever the root is.
    level(context, "io.grpc.netty", Level.WARN);
    // Warns of every unix socket that it has no SO_KEEPALIVE, which gRPC asks of all alike.
    level(context, "io.netty.bootstrap", Level.ERROR);
    // At DEBUG Jetty writes out whole addresses, authorization codes with them.
    level(context, "org.eclipse.jetty", Level.WARN);
    // gRPC logs by the JDK's own means, which would write beside this and without its bounds.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static ConsoleAppender<ILoggingEvent> appender(LoggerContext context) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.addFilter(bounded());
    appender.start();
    return appender;
  }

  private static PeerFaults bounded() {
    var faults = new PeerFaults();
    faults.start();
    return faults;
  }

  private static void level(LoggerContext context, String logger, Level level) {
    context.getLogger(logger).setLevel(level);
  }

  /** A word that is no level means the default. */
  private static Level chosen(String variable, Level usual) {
    return Level.toLevel(System.getenv(variable), usual);
  }
}
