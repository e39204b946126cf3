package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.ApiCase.invalid;
import static io.rotakeep.adapter.grpc.ApiCase.printable;

import com.google.protobuf.Message;
import io.rotakeep.adapter.grpc.ApiCase.Attack;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.WatchAccessTokensRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is no connection id, at every method that takes one; none may become a good one. */
final class IdCases {
  private static final Map<Row, List<String>> IDS =
      Map.of(
          Row.B1,
          List.of(""),
          Row.B2,
          List.of("a".repeat(201), "a".repeat(100_000), "a/".repeat(100) + "b"),
          Row.B3,
          List.of(
              "../../etc/passwd",
              ".",
              "..",
              "%2e%2e",
              "a\\b",
              "crm/../acme",
              "crm/./acme",
              "crm//acme",
              "/crm",
              "crm/",
              "~/crm",
              "c:crm",
              "file:crm"),
          Row.B4,
          List.of(
              "crm/ac\0me",
              "crm/acme\r\nx: y",
              "crm/acme\n",
              "crm/acme\t",
              "\u001b[31mcrm",
              "crm/\u202eemca",
              "crm/ac\u200dme",
              "\ufeffcrm/acme",
              "crm/acme\u0085",
              "crm/acme\u2028"),
          Row.B5,
          List.of(
              "crm/\u0430cme",
              "crm/\uff41cme",
              "crm/acme\u0301",
              "crm/\u00e9",
              "crm/\u0130",
              "crm/\u0131",
              "CRM/ACME",
              "Crm/acme",
              " crm/acme",
              "crm/acme ",
              "crm/\u0661",
              "crm/\ud83d\ude00"),
          Row.B7,
          List.of(
              "*",
              "**",
              "crm/*",
              "%",
              "_",
              "'; DROP TABLE connections; --",
              "\" OR 1=1 --",
              "${jndi:ldap://127.0.0.1/x}",
              "#{7*7}",
              "{{7*7}}",
              "`id`",
              "crm/acme;x",
              "-crm"));

  private IdCases() {}

  static List<ApiCase> all(List<AnyMethod> methods) {
    List<ApiCase> cases = new ArrayList<>();
    IDS.forEach((row, ids) -> ids.forEach(id -> add(cases, methods, row, id)));
    return cases;
  }

  private static void add(List<ApiCase> cases, List<AnyMethod> methods, Row row, String id) {
    for (AnyMethod method : methods) {
      if (method.has("connection")) {
        Message request = method.request().setField(method.field("connection"), id).build();
        cases.add(broken(row, method.name(), "connection", id, bed -> call(bed, method, request)));
      }
    }
    cases.add(broken(row, "Watch", "connections[1]", id, bed -> watch(bed, id)));
    cases.add(broken(row, "selector", "selector.ids[1]", id, bed -> select(bed, id)));
    cases.add(broken(row, "Import", "connection", id, bed -> bring(bed, id)));
  }

  private static ApiCase broken(Row row, String where, String field, String id, Attack attack) {
    ApiCase made = invalid(row, where + " connection id \"" + printable(id) + "\"", field, attack);
    return id.length() > 4 ? made.hiding(id) : made;
  }

  private static void call(BadInputBed bed, AnyMethod method, Message request) {
    method.call(bed.channel, request);
  }

  private static void watch(BadInputBed bed, String id) {
    bed.tokens()
        .watchAccessTokens(
            WatchAccessTokensRequest.newBuilder()
                .addConnections(BadInputBed.TAKEN)
                .addConnections(id)
                .build())
        .next();
  }

  private static void select(BadInputBed bed, String id) {
    ConnectionIds ids = ConnectionIds.newBuilder().addIds(BadInputBed.TAKEN).addIds(id).build();
    bed.connections()
        .refreshConnections(
            RefreshConnectionsRequest.newBuilder()
                .setSelector(ConnectionSelector.newBuilder().setIds(ids))
                .build())
        .next();
  }

  private static void bring(BadInputBed bed, String id) throws Exception {
    bed.imported(bed.api.granted(id, BadInputBed.PROVIDER).build());
  }
}
