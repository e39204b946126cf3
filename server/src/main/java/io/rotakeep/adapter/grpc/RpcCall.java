package io.rotakeep.adapter.grpc;

import io.rotakeep.core.BugException;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.GuardedLabelException;
import io.rotakeep.core.caller.LabelRights;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call as a service sees it: who asks, and which connections they may ask about. A method whose
 * rule is per connection gets an id only through {@link #connection}, so that none is forgotten.
 */
final class RpcCall {
  private final Caller caller;
  private final String method;
  private final CallRule rule;
  private final CallLog log;
  private final Duration patience;
  private final Permissions permissions;
  private @Nullable ConnectionId asked;

  RpcCall(
      Caller caller,
      String method,
      CallRule rule,
      CallLog log,
      Duration patience,
      Permissions permissions) {
    this.caller = caller;
    this.method = method;
    this.rule = rule;
    this.log = log;
    this.patience = patience;
    this.permissions = permissions;
  }

  Caller caller() {
    return caller;
  }

  /** Its full name. */
  String method() {
    return method;
  }

  /** As the API's own documents write it: without the package. */
  String documented() {
    return method.substring(method.lastIndexOf('.', method.indexOf('/')) + 1).replace('/', '.');
  }

  /** By which audit and log find this call. */
  String requestId() {
    return log.requestId();
  }

  CallLog log() {
    return log;
  }

  /** How long the caller waits. */
  Duration patience() {
    return patience;
  }

  /**
   * The id in a field, if it is one and the caller may act on it.
   *
   * @throws io.rotakeep.core.InvalidFieldException naming {@code field}
   * @throws ReplyException if the caller may not
   */
  ConnectionId connection(String field, String text) {
    ConnectionId id = ConnectionId.of(field, text);
    asked = id;
    if (!may(id)) {
      throw refusal(id);
    }
    return id;
  }

  /** What a caller is told who may not act on this connection, recorded. */
  ReplyException refusal(ConnectionId id) {
    permissions.recordRefusal(caller, documented(), id.value(), requestId());
    return ErrorReply.notAllowed().toException();
  }

  /** The connection that was asked about last; null if none was. */
  @Nullable ConnectionId askedFor() {
    return asked;
  }

  /**
   * Whether the caller may act on this connection, for methods that leave out what they may not.
   */
  boolean may(ConnectionId id) {
    return permissions.permit(caller, rule, id);
  }

  /** The same of a row that has been read already. */
  boolean may(Connection row) {
    return permissions.permit(caller, rule, row);
  }

  /**
   * Runs what may change labels.
   *
   * @throws ReplyException if the caller may not give them so, which is recorded
   */
  <T> T labelling(ConnectionId id, Function<LabelRights, T> change) {
    try {
      return change.apply(permissions.labelRights(caller));
    } catch (GuardedLabelException e) {
      permissions.recordRefusal(caller, documented(), id.value(), requestId());
      throw ErrorReply.guarded(e.label()).toException();
    }
  }

  /** Whether the caller may act on all connections there are or will be. */
  boolean mayAll() {
    return permissions.permitAll(caller, rule);
  }

  /**
   * Before the method runs at all; of one that lasts, now and then.
   *
   * @throws ReplyException if the caller may not call it, or not any more
   */
  void admit() {
    if (!permissions.admit(caller, rule)) {
      permissions.recordRefusal(caller, documented(), "", requestId());
      throw ErrorReply.notAllowed().toException();
    }
  }

  /** After the method has run: its answer stays here if it never asked for the permission. */
  void requireAsked() {
    if (rule instanceof CallRule.PerConnection && asked == null) {
      throw new BugException("a method that is permitted per connection never asked about one");
    }
  }
}
