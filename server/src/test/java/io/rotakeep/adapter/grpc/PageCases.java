package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.ApiCase.accepted;
import static io.rotakeep.adapter.grpc.ApiCase.invalid;
import static io.rotakeep.adapter.grpc.ApiCase.printable;
import static io.rotakeep.adapter.grpc.ApiCase.refused;
import static io.rotakeep.adapter.grpc.BadInputBed.TAKEN;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ListProvidersRequest;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.UpdateConnectionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Pages, request ids, and methods that are none. */
final class PageCases {
  private PageCases() {}

  static List<ApiCase> all(List<AnyMethod> methods) {
    List<ApiCase> cases = new ArrayList<>();
    tokens(cases, methods);
    foreignTokens(cases);
    sizes(cases, methods);
    repetitions(cases);
    requestIds(cases, methods);
    nonexistent(cases);
    return cases;
  }

  private static void tokens(List<ApiCase> cases, List<AnyMethod> methods) {
    for (String token :
        List.of("x", "AAAA", "!!", "=", "a".repeat(44), "a".repeat(2000), "\0", "../x", "%00")) {
      for (AnyMethod method : methods) {
        if (method.has("page_token")) {
          Message request =
              method.prototype().toBuilder().setField(method.field("page_token"), token).build();
          cases.add(
              invalid(
                  Row.B20,
                  method.name() + " with page token \"" + printable(token) + "\"",
                  "page_token",
                  bed -> method.call(bed.channel, request)));
        }
      }
    }
  }

  private static void foreignTokens(List<ApiCase> cases) {
    cases.add(
        invalid(Row.B20, "a page token of another method", "page_token", PageCases::crossed)
            .changingOnItsWay());
    cases.add(
        invalid(
                Row.B20,
                "a page token of another filter",
                "page_token",
                bed -> list(bed, "provider = double", bed.pageToken()))
            .changingOnItsWay());
    cases.add(
        invalid(
                Row.B20,
                "a page token with one character changed",
                "page_token",
                bed -> list(bed, "", changed(bed.pageToken())))
            .changingOnItsWay());
    cases.add(
        invalid(
                Row.B20,
                "half a page token",
                "page_token",
                bed -> list(bed, "", bed.pageToken().substring(0, 20)))
            .changingOnItsWay());
  }

  private static String changed(String token) {
    return (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1);
  }

  private static void crossed(BadInputBed bed) throws Exception {
    var _ =
        bed.providers()
            .list(ListProvidersRequest.newBuilder().setPageToken(bed.pageToken()).build());
  }

  private static void list(BadInputBed bed, String filter, String token) {
    var _ =
        bed.connections()
            .listConnections(
                ListConnectionsRequest.newBuilder().setFilter(filter).setPageToken(token).build());
  }

  private static void sizes(List<ApiCase> cases, List<AnyMethod> methods) {
    for (AnyMethod method : methods) {
      if (method.has("page_size")) {
        for (int size : List.of(-1, Integer.MIN_VALUE)) {
          cases.add(
              invalid(
                  Row.B21,
                  method.name() + " with page size " + size,
                  "page_size",
                  bed -> sized(bed, method, size)));
        }
        for (int size : List.of(0, 1, 1001, Integer.MAX_VALUE)) {
          cases.add(
              accepted(
                  Row.B21,
                  method.name() + " with page size " + size,
                  bed -> sized(bed, method, size)));
        }
      }
    }
  }

  private static void sized(BadInputBed bed, AnyMethod method, int size) {
    Message.Builder request = method.prototype().toBuilder();
    method.call(bed.channel, request.setField(method.field("page_size"), size).build());
  }

  private static void requestIds(List<ApiCase> cases, List<AnyMethod> methods) {
    for (String id : List.of("i".repeat(65), "a\0", "a\r\nb", "\u001b", "é", "\u202e1")) {
      for (AnyMethod method : methods) {
        if (method.has("request_id") && method.has("connection")) {
          cases.add(
              invalid(
                  Row.B22,
                  method.name() + " with request id \"" + printable(id) + "\"",
                  "request_id",
                  bed ->
                      method.call(
                          bed.channel,
                          method
                              .request()
                              .setField(method.field("connection"), TAKEN)
                              .setField(method.field("request_id"), id)
                              .build())));
        }
      }
    }
  }

  private static void repetitions(List<ApiCase> cases) {
    cases.add(
        invalid(
                Row.B22,
                "a request id used for another request",
                "request_id",
                bed -> {
                  String id = UUID.randomUUID().toString();
                  update(bed, id, "one");
                  update(bed, id, "two");
                })
            .changingOnItsWay());
    cases.add(
        accepted(
            Row.B22,
            "a request id used for the same request again, which is done once",
            bed -> {
              String id = UUID.randomUUID().toString();
              update(bed, id, "one");
              BadInputBed.Remains before = bed.remains();
              update(bed, id, "one");
              if (!bed.remains().equals(before)) {
                throw new AssertionError("it was done twice");
              }
            }));
  }

  private static void update(BadInputBed bed, String id, String label) {
    var _ =
        bed.connections()
            .updateConnection(
                UpdateConnectionRequest.newBuilder()
                    .setConnection(TAKEN)
                    .putLabels("k", label)
                    .setRequestId(id)
                    .build());
  }

  private static void nonexistent(List<ApiCase> cases) {
    for (String name :
        List.of(
            "rotakeep.v1.TokenService/GetRefreshToken",
            "rotakeep.v2.TokenService/GetAccessToken",
            "rotakeep.v1.tokenservice/GetAccessToken",
            "rotakeep.v1.TokenService/getAccessToken",
            "../rotakeep.v1.TokenService/GetAccessToken",
            "x/y/z",
            "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")) {
      var method =
          TokenServiceGrpc.getGetAccessTokenMethod().toBuilder().setFullMethodName(name).build();
      cases.add(unimplemented(name, method));
    }
  }

  private static <Q, A> ApiCase unimplemented(String name, MethodDescriptor<Q, A> method) {
    return refused(
        Row.B18,
        name,
        Code.UNIMPLEMENTED,
        "",
        bed -> {
          @SuppressWarnings("unchecked") // it is sent, whatever it is taken for
          Q request = (Q) BadInputBed.asking(TAKEN);
          var _ = ClientCalls.blockingUnaryCall(bed.channel, method, CallOptions.DEFAULT, request);
        });
  }
}
