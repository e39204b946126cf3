package io.rotakeep.core.rotation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What classes log from a level on, which other tests do not hear; until closed. */
final class LogOf implements AutoCloseable {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<Logger> loggers;

  LogOf(Level from, Class<?>... types) {
    loggers = Stream.of(types).map(type -> (Logger) LoggerFactory.getLogger(type)).toList();
    log.start();
    for (Logger logger : loggers) {
      logger.setLevel(from);
      logger.addAppender(log);
    }
  }

  /** Until now: threads may still log, under the lock taken here. */
  List<ILoggingEvent> events() {
    synchronized (log) {
      return List.copyOf(log.list);
    }
  }

  List<Level> levels() {
    return events().stream().map(ILoggingEvent::getLevel).toList();
  }

  List<String> lines() {
    return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    for (Logger logger : loggers) {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
  }
}
