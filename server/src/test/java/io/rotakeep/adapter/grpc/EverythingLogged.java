package io.rotakeep.adapter.grpc;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * All that is logged, of ours and of the libraries, at every level that a daemon can be set to;
 * while it is open nothing is printed.
 */
public final class EverythingLogged implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final List<Appender<ILoggingEvent>> usual = new ArrayList<>();
  private final Map<Logger, Level> before = new HashMap<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  public EverythingLogged() {
    this(Level.TRACE, Level.TRACE);
  }

  /** Of ours from INFO on, of the libraries from WARN on. */
  static EverythingLogged asInProduction() {
    return new EverythingLogged(Level.WARN, Level.INFO);
  }

  private EverythingLogged(Level libraries, Level ours) {
    root.iteratorForAppenders().forEachRemaining(usual::add);
    usual.forEach(root::detachAppender);
    log.start();
    root.addAppender(log);
    // Some of ours are silent in other tests. What libraries must not say, they do not say here.
    root.getLoggerContext().getLoggerList().stream()
        .filter(logger -> logger == root || logger.getName().startsWith("io.rotakeep"))
        .filter(logger -> logger.getLevel() != null)
        .forEach(logger -> before.put(logger, logger.getLevel()));
    before.keySet().forEach(logger -> logger.setLevel(logger == root ? libraries : ours));
  }

  /** Messages until now, with what was thrown: threads still log, under the lock taken here. */
  public List<String> lines() {
    List<ILoggingEvent> events;
    synchronized (log) {
      events = List.copyOf(log.list);
    }
    return events.stream().map(EverythingLogged::everythingOf).toList();
  }

  private static String everythingOf(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        ? event.getFormattedMessage()
        : event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy());
  }

  @Override
  public void close() {
    before.forEach(Logger::setLevel);
    root.detachAppender(log);
    usual.forEach(root::addAppender);
  }
}
