package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.LabelMatch;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.OpenIncidentRequest;
import io.rotakeep.v1.QuarantineConnectionsRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.RevokeConnectionsRequest;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.UpdateConnectionRequest;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is for many shows and does each caller's share, however a policy reaches it. */
final class SharesTest {
  private static final ConnectionSelector ALL =
      ConnectionSelector.newBuilder().setAll(true).build();

  @TempDir private static Path directory;
  private static TestApi api;

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
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @EnumSource
  void aListShowsTheShare(Ownership ownership) {
    grant(ownership, Role.SUPPORT);

    assertThat(
            ids(
                ownership,
                () ->
                    api
                        .connections()
                        .listConnections(ListConnectionsRequest.getDefaultInstance())
                        .getConnectionsList()
                        .stream()
                        .map(Connection::getId)
                        .toList()))
        .isEqualTo(ownership.owned());
  }

  @ParameterizedTest
  @EnumSource
  void actsOnAllAreAboutTheShare(Ownership ownership) {
    grant(ownership, Role.SECURITY);

    for (Act act : acts(ALL)) {
      assertThat(ids(ownership, () -> touched(act))).isEqualTo(ownership.owned());
    }
  }

  @ParameterizedTest
  @EnumSource
  void actsByProviderAndByLabelAreAboutWhatIsSelectedOfTheShare(Ownership ownership) {
    grant(ownership, Role.SECURITY);
    ConnectionSelector provider = ConnectionSelector.newBuilder().setProvider("double").build();
    ConnectionSelector label =
        ConnectionSelector.newBuilder()
            .setLabels(LabelMatch.newBuilder().putLabels("team", "crm"))
            .build();
    Set<String> labelled = new HashSet<>(Set.of("crm/a", "erp/a"));
    labelled.retainAll(ownership.owned());

    acts(provider)
        .forEach(
            act -> assertThat(ids(ownership, () -> touched(act))).isEqualTo(ownership.owned()));
    acts(label).forEach(act -> assertThat(ids(ownership, () -> touched(act))).isEqualTo(labelled));
  }

  @ParameterizedTest
  @EnumSource
  void actsOnNamedOnesAreRefusedWithOneThatIsNotOwned(Ownership ownership) {
    grant(ownership, Role.SECURITY);
    List<String> every = List.copyOf(new TreeSet<>(Ownership.STOCK.keySet()));
    ConnectionSelector named =
        ConnectionSelector.newBuilder().setIds(ConnectionIds.newBuilder().addAllIds(every)).build();

    for (Act act : acts(named)) {
      StatusRuntimeException error =
          catchThrowableOfType(StatusRuntimeException.class, () -> touched(act));
      assertThat(error == null ? Code.OK : error.getStatus().getCode())
          .isEqualTo(ownership.isEverything() ? Code.OK : Code.PERMISSION_DENIED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWatchFollowsTheShare(Ownership ownership) {
    grant(ownership, Role.READER);

    assertThat(
            ids(
                ownership,
                () -> {
                  Iterator<WatchAccessTokensResponse> events =
                      api.tokens()
                          .watchAccessTokens(
                              WatchAccessTokensRequest.newBuilder()
                                  .setFilter("provider = double")
                                  .build());
                  List<String> told = new ArrayList<>();
                  WatchAccessTokensResponse event = events.next();
                  while (!event.hasSynced()) {
                    told.add(event.getToken().getConnection());
                    event = events.next();
                  }
                  return told;
                }))
        .isEqualTo(ownership.owned());
  }

  @ParameterizedTest
  @EnumSource
  void anIncidentIsOpenedAboutTheShare(Ownership ownership) {
    grant(ownership, Role.SECURITY);
    OpenIncidentRequest request =
        OpenIncidentRequest.newBuilder()
            .setSelector(ALL)
            .setSummary("told")
            .setDryRun(true)
            .build();
    var incidents = IncidentServiceGrpc.newBlockingStub(api.channel());

    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                assertThat(new HashSet<>(incidents.open(request).getConnectionsList()))
                    .isEqualTo(ownership.owned()));

    assertThat(error == null).isEqualTo(!ownership.owned().isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void anImportIsAnsweredLineByLine(Ownership ownership) throws Exception {
    grant(ownership, Role.ENROLLER);
    List<ImportRefreshTokensRequest> lines =
        Ownership.STOCK.keySet().stream()
            .sorted()
            .map(id -> api.granted(id, "double").setDryRun(true).setLine(place(id)).build())
            .toList();
    if (!ownership.isAnything()) {
      assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> api.exchange(lines)))
          .isNotNull();
      return;
    }

    Set<String> refused = new TreeSet<>();
    for (ImportRefreshTokensResponse answer : api.exchange(lines)) {
      if (answer.getError().getCode() == Code.PERMISSION_DENIED.value()) {
        refused.add(lines.get((int) answer.getLine()).getConnection());
      }
    }

    Set<String> foreign = new TreeSet<>(Ownership.STOCK.keySet());
    foreign.removeAll(ownership.owned());
    assertThat(refused).isEqualTo(foreign);
  }

  @Test
  void supportListsAndInvitesAgainAndSeesNoToken() {
    grant(Ownership.BY_LABEL, Role.SUPPORT);

    var shown =
        api.connections()
            .getConnection(GetConnectionRequest.newBuilder().setConnection("crm/a").build());
    var invited =
        api.connections()
            .startAuthorization(
                StartAuthorizationRequest.newBuilder().setConnection("crm/a").build());

    assertThat(shown.getId()).isEqualTo("crm/a");
    assertThat(invited.getAuthorizationUrl()).startsWith("http");
    assertThat(
            denied(
                () ->
                    api.tokens()
                        .getAccessToken(
                            GetAccessTokenRequest.newBuilder().setConnection("crm/a").build())))
        .isTrue();
    assertThat(
            denied(
                () ->
                    api.tokens()
                        .watchAccessTokens(
                            WatchAccessTokensRequest.newBuilder().addConnections("crm/a").build())
                        .next()))
        .isTrue();
    assertThat(denied(() -> touched(acts(ALL).getFirst()))).isTrue();
  }

  @Test
  void supportBeginsNothingNewAndIsToldWhatForbiddenOnesSay() {
    grant(Ownership.BY_PATTERN, Role.SUPPORT);
    int before = api.vault.audit.records().size();

    StatusRuntimeException forbidden = invitation("erp/a", "double");
    StatusRuntimeException unknown = invitation("crm/new", "double");
    StatusRuntimeException nameless = invitation("crm/new", "");
    StatusRuntimeException elsewhere = invitation("crm/new", "no-such-provider");

    assertThat(forbidden.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(TestApi.infoOf(forbidden).getReason()).isEqualTo("NOT_ALLOWED");
    for (StatusRuntimeException refused : List.of(unknown, nameless, elsewhere)) {
      assertThat(refused.getStatus().getCode()).isEqualTo(forbidden.getStatus().getCode());
      assertThat(refused.getMessage()).isEqualTo(forbidden.getMessage());
      assertThat(TestApi.detailsOf(refused)).isEqualTo(TestApi.detailsOf(forbidden));
    }
    // Watches of other tests may end meanwhile.
    assertThat(api.vault.audit.records().stream().skip(before))
        .filteredOn(told -> told.detail().method().equals("ConnectionService.StartAuthorization"))
        .extracting(AuditRecord::action, AuditRecord::connection)
        .containsExactly(
            tuple(AuditAction.CALLER_REFUSED, "erp/a"),
            tuple(AuditAction.CALLER_REFUSED, "crm/new"),
            tuple(AuditAction.CALLER_REFUSED, "crm/new"),
            tuple(AuditAction.CALLER_REFUSED, "crm/new"));
    assertThat(api.vault.stores.connections().find(new ConnectionId("crm/new"))).isEmpty();
  }

  private static StatusRuntimeException invitation(String id, String provider) {
    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                api.connections()
                    .startAuthorization(
                        StartAuthorizationRequest.newBuilder()
                            .setConnection(id)
                            .setProvider(provider)
                            .build()));
    assertThat(error).as("of %s at %s", id, provider).isNotNull();
    return error;
  }

  private interface Act {
    Iterator<ConnectionsProgress> begin();
  }

  private static List<Act> acts(ConnectionSelector selector) {
    return List.of(
        () ->
            api.connections()
                .refreshConnections(
                    RefreshConnectionsRequest.newBuilder()
                        .setSelector(selector)
                        .setDryRun(true)
                        .build()),
        () ->
            api.connections()
                .quarantineConnections(
                    QuarantineConnectionsRequest.newBuilder()
                        .setSelector(selector)
                        .setComment("why")
                        .setDryRun(true)
                        .build()),
        () ->
            api.connections()
                .revokeConnections(
                    RevokeConnectionsRequest.newBuilder()
                        .setSelector(selector)
                        .setDryRun(true)
                        .build()));
  }

  private static List<String> touched(Act act) {
    List<String> touched = new ArrayList<>();
    act.begin()
        .forEachRemaining(
            progress ->
                progress.getResultsList().stream()
                    .map(ConnectionResult::getConnection)
                    .forEach(touched::add));
    return touched;
  }

  private static boolean denied(Runnable call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call::run);
    return error != null && error.getStatus().getCode() == Code.PERMISSION_DENIED;
  }

  private static int place(String id) {
    return List.copyOf(new TreeSet<>(Ownership.STOCK.keySet())).indexOf(id);
  }

  private interface Asked {
    List<String> ids();
  }

  /** What is shown; nothing where even the question is refused, as it must be then. */
  private static Set<String> ids(Ownership ownership, Asked asked) {
    try {
      List<String> ids = asked.ids();
      assertThat(ids).doesNotHaveDuplicates();
      assertThat(ownership.isAnything()).isTrue();
      return new HashSet<>(ids);
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
      assertThat(ownership.isAnything()).isFalse();
      return Set.of();
    }
  }

  private static void grant(Ownership ownership, Role... roles) {
    api.vault.access.grant(Arrays.stream(roles).map(ownership::policy).toList());
  }
}
