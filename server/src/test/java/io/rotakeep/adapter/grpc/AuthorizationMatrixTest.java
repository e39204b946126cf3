package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.ParseException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.rotakeep.adapter.grpc.AuthorizationTable.Line;
import io.rotakeep.adapter.grpc.AuthorizationTable.Need;
import io.rotakeep.core.caller.Role;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.UpdateConnectionRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every method of the API, called by a caller with every role, by every way in which a policy may
 * or may not reach the connection: over a real listener, against a table of its own. Requests are
 * such that nothing happens: what comes after the permission is refused for another reason.
 */
final class AuthorizationMatrixTest {
  /** Longer than a comment or a request id may be. */
  private static final String TOO_LONG = "x".repeat(501);

  /** All that this version does not have; who builds one takes it out. */
  private static final Set<String> NOT_BUILT = Set.of("rotakeep.v1.SystemService/ComplianceReport");

  @TempDir private static Path directory;
  private static TestApi api;
  private static Channel channel;

  @BeforeAll
  static void start() throws Exception {
    api = TestApi.dev(directory);
    api.connect("double", Ownership.STOCK.keySet().toArray(String[]::new));
    Ownership.STOCK.forEach(
        (id, labels) ->
            api.connections()
                .updateConnection(
                    UpdateConnectionRequest.newBuilder()
                        .setConnection(id)
                        .putAllLabels(labels)
                        .build()));
    channel = api.channel();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void everyMethodOfTheApiStandsInTheTableAndNoOther() {
    assertThat(
            api.vault.services().stream()
                .flatMap(service -> service.getMethods().stream())
                .map(method -> method.getMethodDescriptor().getFullMethodName()))
        .containsExactlyInAnyOrderElementsOf(methods().keySet())
        .containsExactlyInAnyOrderElementsOf(AuthorizationTable.lines().keySet());
  }

  @Test
  void everyCellIsAsTheTableSays() {
    Map<String, MethodDescriptor<Message, Message>> methods = methods();
    List<String> wrong = new ArrayList<>();
    int cells = 0;
    int permitted = 0;
    for (Ownership ownership : Ownership.values()) {
      for (Role role : Role.values()) {
        api.vault.access.grant(List.of(ownership.policy(role)));
        for (var line : AuthorizationTable.lines().entrySet()) {
          boolean may = may(line.getValue(), role, ownership);
          Code code = call(Objects.requireNonNull(methods.get(line.getKey())), line.getValue());
          cells++;
          permitted += may ? 1 : 0;
          if (!isRight(line.getKey(), may, code)) {
            wrong.add(line.getKey() + " as " + role + " " + ownership + ": " + code);
          }
        }
      }
    }
    System.out.printf(
        "authorization matrix: %d methods x %d roles x %d ownerships = %d cells, %d permitted,"
            + " %d refused; %d methods not built%n",
        methods.size(),
        Role.values().length,
        Ownership.values().length,
        cells,
        permitted,
        cells - permitted,
        NOT_BUILT.size());
    assertThat(wrong).isEmpty();
    assertThat(methods).containsKeys(NOT_BUILT.toArray(String[]::new));
    assertThat(cells).isEqualTo(methods.size() * Role.values().length * Ownership.values().length);
  }

  /** One that is not built says so to everybody; no other does, permitted or refused. */
  private static boolean isRight(String method, boolean may, Code code) {
    if (NOT_BUILT.contains(method)) {
      return code == Code.UNIMPLEMENTED;
    }
    return may ? isPermitted(code) : code == Code.PERMISSION_DENIED;
  }

  private static boolean may(Line line, Role role, Ownership ownership) {
    boolean reaches =
        switch (line.need()) {
          case NOTHING -> true;
          case ONE -> ownership.owned().contains(Ownership.ASKED);
          case SHARE -> ownership.isAnything();
          case ALL -> ownership.isEverything();
        };
    return line.need() == Need.NOTHING || (line.roles().contains(role) && reaches);
  }

  /**
   * Whatever a permitted call comes to, nobody says that it is not permitted, not there, or that we
   * broke.
   */
  private static boolean isPermitted(Code code) {
    return switch (code) {
      case PERMISSION_DENIED,
          UNAUTHENTICATED,
          UNIMPLEMENTED,
          INTERNAL,
          UNKNOWN,
          DEADLINE_EXCEEDED ->
          false;
      default -> true;
    };
  }

  /** As a client knows them. */
  @SuppressWarnings("unchecked") // every message of the API is a Message
  static Map<String, MethodDescriptor<Message, Message>> methods() {
    Map<String, MethodDescriptor<Message, Message>> methods = new TreeMap<>();
    Stream.of(
            TokenServiceGrpc.getServiceDescriptor(),
            ConnectionServiceGrpc.getServiceDescriptor(),
            ProviderServiceGrpc.getServiceDescriptor(),
            IncidentServiceGrpc.getServiceDescriptor(),
            SystemServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .forEach(
            method ->
                methods.put(
                    method.getFullMethodName(), (MethodDescriptor<Message, Message>) method));
    return methods;
  }

  private static Code call(MethodDescriptor<Message, Message> method, Line line) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    // A stream ends with it once its first answer is here.
    CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      Message request = request(method, line);
      switch (method.getType()) {
        case UNARY -> {
          var _ = ClientCalls.blockingUnaryCall(channel, method, options, request);
        }
        case SERVER_STREAMING -> {
          var answers = ClientCalls.blockingServerStreamingCall(channel, method, options, request);
          var _ = answers.hasNext();
        }
        case CLIENT_STREAMING, BIDI_STREAMING, UNKNOWN -> {
          return OneMessage.exchange(channel, method, options, request);
        }
      }
      return Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } catch (ParseException e) {
      throw new AssertionError(e);
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  /** For the connection or all of them, with something in it that is refused later on. */
  private static Message request(MethodDescriptor<Message, Message> method, Line line)
      throws ParseException {
    var marshaller = (PrototypeMarshaller<Message>) method.getRequestMarshaller();
    Message.Builder request =
        Objects.requireNonNull(marshaller.getMessagePrototype()).newBuilderForType();
    for (FieldDescriptor field : request.getDescriptorForType().getFields()) {
      switch (field.getName()) {
        case "connection" -> request.setField(field, Ownership.ASKED);
        case "filter" -> {
          // A watch needs one, and one that it knows.
          if (method.getFullMethodName().endsWith("WatchAccessTokens")) {
            request.setField(field, "provider = double");
          }
        }
        case "labels" -> TextFormat.merge("labels {key: 'Broken' value: 'x'}", request);
        case "comment" -> request.setField(field, TOO_LONG);
        case "selector" ->
            request.setField(field, ConnectionSelector.newBuilder().setAll(true).build());
        case "dry_run" -> request.setField(field, true);
        case "request_id" -> {
          // Looked at before the connection is, so only where there is none.
          if (line.need() == Need.ALL) {
            request.setField(field, TOO_LONG);
          }
        }
        default -> {}
      }
    }
    return request.build();
  }
}
