package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.ApiCase.accepted;
import static io.rotakeep.adapter.grpc.ApiCase.invalid;
import static io.rotakeep.adapter.grpc.ApiCase.printable;
import static io.rotakeep.adapter.grpc.ApiCase.refused;
import static io.rotakeep.adapter.grpc.BadInputBed.TAKEN;

import com.google.protobuf.Duration;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status.Code;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.LabelMatch;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.UpdateConnectionRequest;
import io.rotakeep.v1.WatchAccessTokensRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Numbers, times, lists, choices and texts that break the rule of their field. */
final class ValueCases {
  private static final long MOST_SECONDS = 315_576_000_000L;

  private static final Map<Row, List<String>> FILTERS =
      Map.of(
          Row.B10,
          List.of(
              "idle_expire_time < 10000-01-01T00:00:00Z",
              "idle_expire_time <= \"+1000000000-12-31T23:59:59.999999999Z\"",
              "idle_expire_time < \"+999999999-12-31T23:59:59.999999999Z\"",
              "idle_expire_time < \"-999999999-01-01T00:00:00Z\"",
              "idle_expire_time < 0000-01-01T00:00:00Z",
              "idle_expire_time < 2026-02-30T00:00:00Z",
              "idle_expire_time < 2026-05-11T25:00:00Z",
              "idle_expire_time < 2026-05-11",
              "idle_expire_time < now",
              "idle_expire_time < 9223372036854775807"),
          Row.B7,
          List.of(
              "label.a = x' OR '1'='1",
              "state = ACTIVE; DROP TABLE connections",
              "provider = %",
              "provider = \"' OR 1=1 --\"",
              "state = *",
              "label.${x} = y",
              "state = ACTIVE AND",
              "AND",
              "(".repeat(500),
              "label.a = \"" + "\\\"".repeat(500) + "\""),
          Row.B4,
          List.of("state = \0", "state\r\n= ACTIVE\0", "\u202estate = ACTIVE", "label.a\0 = x"),
          Row.B9,
          List.of("state = RUNNING", "state = active", "reason = BOREDOM", "generation = 1"));

  private ValueCases() {}

  static List<ApiCase> all() {
    List<ApiCase> cases = new ArrayList<>();
    validities(cases);
    rejections(cases);
    filters(cases);
    orders(cases);
    selections(cases);
    selectedByName(cases);
    watches(cases);
    labels(cases);
    comments(cases);
    return cases;
  }

  private static void validities(List<ApiCase> cases) {
    Map<String, Duration> wrong =
        Map.of(
            "-1 s", Duration.newBuilder().setSeconds(-1).build(),
            "-1 ns", Duration.newBuilder().setNanos(-1).build(),
            "1 s and -1 ns", Duration.newBuilder().setSeconds(1).setNanos(-1).build(),
            "-1 s and 1 ns", Duration.newBuilder().setSeconds(-1).setNanos(1).build(),
            "10^9 ns", Duration.newBuilder().setNanos(1_000_000_000).build(),
            "2^31-1 ns", Duration.newBuilder().setNanos(Integer.MAX_VALUE).build(),
            "2^63-1 s", Duration.newBuilder().setSeconds(Long.MAX_VALUE).build(),
            "-2^63 s", Duration.newBuilder().setSeconds(Long.MIN_VALUE).build(),
            "10,000 years", Duration.newBuilder().setSeconds(MOST_SECONDS + 1).build());
    wrong.forEach(
        (title, value) ->
            cases.add(
                invalid(
                    Row.B10,
                    "min_validity of " + title,
                    "min_validity",
                    bed -> bed.tokens().getAccessToken(lasting(value)))));
    Duration longest = Duration.newBuilder().setSeconds(MOST_SECONDS).build();
    cases.add(
        accepted(
            Row.B10,
            "min_validity longer than any token lives",
            bed -> bed.tokens().getAccessToken(lasting(longest))));
  }

  private static void rejections(List<ApiCase> cases) {
    cases.add(
        invalid(
            Row.B9,
            "rejected_token_id of 65 bytes",
            "rejected_token_id",
            bed ->
                bed.tokens()
                    .getAccessToken(
                        BadInputBed.asking(TAKEN).toBuilder()
                            .setRejectedTokenId("x".repeat(65))
                            .build())));
    cases.add(
        accepted(
            Row.B9,
            "rejected_token_id that nobody gave out, with control characters",
            bed ->
                bed.tokens()
                    .getAccessToken(
                        BadInputBed.asking(TAKEN).toBuilder()
                            .setRejectedTokenId("\u001b[2J\0\r\n")
                            .build())));
  }

  private static GetAccessTokenRequest lasting(Duration validity) {
    return BadInputBed.asking(TAKEN).toBuilder().setMinValidity(validity).build();
  }

  private static void filters(List<ApiCase> cases) {
    FILTERS.forEach(
        (row, texts) ->
            texts.forEach(
                text ->
                    cases.add(
                        invalid(
                                row,
                                "filter \"" + printable(text) + "\"",
                                "filter",
                                bed -> list(bed, text))
                            .hiding(text.length() > 8 ? text : "canary"))));
    cases.add(
        accepted(
            Row.B4,
            "filter by a label whose value holds every other character",
            bed -> list(bed, "label.a = \"\u202e' OR 1=1 -- \\\" \\\\\"")));
    cases.add(accepted(Row.B10, "filter by the year 9999", bed -> list(bed, latest())));
  }

  private static void orders(List<ApiCase> cases) {
    for (String order : List.of("rank", "id; DROP TABLE", "create_time\0", "id asc")) {
      cases.add(
          invalid(
              Row.B9,
              "order \"" + printable(order) + "\"",
              "order",
              bed ->
                  bed.connections()
                      .listConnections(
                          ListConnectionsRequest.newBuilder().setOrder(order).build())));
    }
  }

  private static String latest() {
    return "idle_expire_time <= 9999-12-31T23:59:59.999999999Z";
  }

  private static void list(BadInputBed bed, String filter) {
    var _ =
        bed.connections()
            .listConnections(ListConnectionsRequest.newBuilder().setFilter(filter).build());
  }

  private static void selections(List<ApiCase> cases) {
    ConnectionSelector.Builder none = ConnectionSelector.newBuilder();
    List<String> many = IntStream.range(0, 1001).mapToObj(i -> "crm/" + i).toList();
    selection(cases, Row.B11, "nothing selected", "selector", none.build());
    selection(cases, Row.B11, "all: false", "selector.all", none.clone().setAll(false).build());
    selection(
        cases,
        Row.B11,
        "no ids",
        "selector.ids",
        none.clone().setIds(ConnectionIds.getDefaultInstance()).build());
    selection(
        cases,
        Row.B11,
        "no labels",
        "selector.labels",
        none.clone().setLabels(LabelMatch.getDefaultInstance()).build());
    selection(
        cases,
        Row.B12,
        "1001 ids",
        "selector.ids",
        none.clone().setIds(ConnectionIds.newBuilder().addAllIds(many)).build());
    selection(
        cases,
        Row.B12,
        "an id twice",
        "selector.ids[1]",
        none.clone().setIds(ConnectionIds.newBuilder().addIds(TAKEN).addIds(TAKEN)).build());
  }

  private static void selectedByName(List<ApiCase> cases) {
    ConnectionSelector.Builder none = ConnectionSelector.newBuilder();
    for (String name : List.of("", "*", "Double", "double ", "../double", "double\0")) {
      selection(
          cases,
          Row.B7,
          "provider \"" + printable(name) + "\"",
          "selector.provider",
          none.clone().setProvider(name).build());
    }
    selection(
        cases,
        Row.B4,
        "a label key with NUL",
        "selector.labels",
        none.clone().setLabels(LabelMatch.newBuilder().putLabels("a\0", "b")).build());
    cases.add(
        refused(
            Row.B9,
            "expected_count of -1",
            Code.FAILED_PRECONDITION,
            "COUNT_MISMATCH",
            bed -> {
              var request = RefreshConnectionsRequest.newBuilder().setExpectedCount(-1);
              request.setSelector(none.clone().setAll(true));
              bed.connections().refreshConnections(request.build()).next();
            }));
  }

  private static void selection(
      List<ApiCase> cases, Row row, String title, String field, ConnectionSelector selector) {
    cases.add(
        invalid(
            row,
            "selector with " + title,
            field,
            bed ->
                bed.connections()
                    .refreshConnections(
                        RefreshConnectionsRequest.newBuilder().setSelector(selector).build())
                    .next()));
  }

  private static void watches(List<ApiCase> cases) {
    var none = WatchAccessTokensRequest.newBuilder();
    watch(cases, Row.B11, "neither ids nor filter", "connections", none.build());
    watch(
        cases,
        Row.B11,
        "both ids and filter",
        "connections",
        none.clone().addConnections(TAKEN).setFilter("provider = double").build());
    watch(
        cases,
        Row.B12,
        "10,000 ids",
        "connections",
        none.clone().addAllConnections(Collections.nCopies(10_000, TAKEN)).build());
    watch(
        cases,
        Row.B9,
        "a filter by state",
        "filter",
        none.clone().setFilter("state = ACTIVE").build());
    watch(
        cases,
        Row.B20,
        "a cursor of 201 bytes",
        "cursor",
        none.clone().addConnections(TAKEN).setCursor("c".repeat(201)).build());
    for (String cursor :
        List.of("x", "epoch:-1", "epoch:9223372036854775807", "epoch:\0", "other:1", "epoch:1:1")) {
      cases.add(
          accepted(
              Row.B20,
              "watch with a cursor \"" + printable(cursor) + "\", which begins anew",
              bed -> {
                var request = none.clone().addConnections(TAKEN).setCursor(cursor).build();
                bed.firstOf(request);
              }));
    }
  }

  private static void watch(
      List<ApiCase> cases, Row row, String title, String field, WatchAccessTokensRequest request) {
    cases.add(
        invalid(
            row,
            "watch with " + title,
            field,
            bed -> bed.tokens().watchAccessTokens(request).next()));
  }

  private static void labels(List<ApiCase> cases) {
    Map<String, String> many = new java.util.HashMap<>();
    IntStream.range(0, 5000).forEach(i -> many.put("k" + i, "v"));
    relabel(cases, Row.B12, "5,000 of them", many);
    for (String key : List.of("", "A", "a b", "a\0", "a\n", "\u202ea", "-a", "a".repeat(64), "ä")) {
      relabel(cases, Row.B51, "key \"" + printable(key) + "\"", Map.of(key, "v"));
    }
    for (String value : List.of("\u001b[31mred", "a\r\nb", "a\0b", "\u0085", "é".repeat(128))) {
      relabel(cases, Row.B51, "value \"" + printable(value) + "\"", Map.of("k", value));
    }
    for (String value : List.of("=cmd()", "{\"a\":1}", "<script>", "\u202eevil", "a,b;c\"d")) {
      cases.add(
          accepted(
              Row.B51,
              "labels with value \"" + printable(value) + "\", kept as it is",
              bed -> relabelled(bed, Map.of("k", value))));
    }
  }

  private static void relabel(
      List<ApiCase> cases, Row row, String title, Map<String, String> labels) {
    cases.add(invalid(row, "labels, " + title, "labels", bed -> relabelled(bed, labels)));
  }

  private static void relabelled(BadInputBed bed, Map<String, String> labels) {
    var _ =
        bed.connections()
            .updateConnection(
                UpdateConnectionRequest.newBuilder()
                    .setConnection(TAKEN)
                    .putAllLabels(labels)
                    .build());
  }

  private static void comments(List<ApiCase> cases) {
    for (String comment : List.of("c".repeat(501), "é".repeat(251))) {
      cases.add(
          invalid(
                  Row.B51,
                  "comment \"" + printable(comment) + "\"",
                  "comment",
                  bed ->
                      bed.connections()
                          .revokeConnection(
                              RevokeConnectionRequest.newBuilder()
                                  .setConnection(TAKEN)
                                  .setComment(comment)
                                  .build()))
              .hiding(comment));
    }
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(1007, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    cases.add(
        accepted(
            Row.B11,
            "a field of a later version, which is ignored",
            bed ->
                bed.tokens()
                    .getAccessToken(
                        BadInputBed.asking(TAKEN).toBuilder().setUnknownFields(later).build())));
  }
}
