package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.v1.AuditRecord;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.SearchAuditRequest;
import io.rotakeep.v1.SearchAuditResponse;
import io.rotakeep.v1.SystemServiceGrpc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SearchAuditTest {
  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  @Test
  void saysWhoGotWhichTokenTheNewestFirst() throws Exception {
    TestApi api = api(Role.AUDITOR, "**");

    SearchAuditResponse found = search(api, SearchAuditRequest.newBuilder());

    assertThat(found.getRecordsList())
        .extracting(AuditRecord::getConnection)
        .containsExactly("", "crm/b", "crm/a", "sap/x");
    AuditRecord read = found.getRecords(2);
    assertThat(read.getCaller()).isEqualTo("spiffe://example.org/crm");
    assertThat(read.getMethod()).isEqualTo("TokenService.GetAccessToken");
    assertThat(read.getResult()).isEqualTo("OK");
    assertThat(read.getTokenId()).isEqualTo("at:00ff");
    assertThat(read.getTokenLife().getSeconds()).isEqualTo(60);
    assertThat(read.getSequence()).isEqualTo(2);
    assertThat(read.getChain()).isEqualTo("00ab.1/0");
    assertThat(found.getRecords(1).getResult()).isEqualTo("PERMISSION_DENIED/NOT_ALLOWED");
    assertThat(found.getRecords(1).getMethod()).isEqualTo("ConnectionService.GetConnection");
    assertThat(found.getRecords(0).getCaller()).isEqualTo("rotakeep");
  }

  @Test
  void saysTheLabelsOfEachConnectionThatIsThere() throws Exception {
    TestApi api = TestApi.dev(directory.resolve("labelled"));
    open.add(api);
    Map<String, String> labels = Map.of("team", "crm", "tier", "gold");
    api.applyProvider("double");
    var imported =
        api.exchange(List.of(api.granted("crm/a", "double").putAllLabels(labels).build()));
    assertThat(imported).noneMatch(ImportRefreshTokensResponse::hasError);
    api.vault.archive.add("dev", "ACCESS_TOKEN_READ", "crm/a");
    api.vault.archive.add("dev", "ACCESS_TOKEN_READ", "crm/gone");
    api.vault.archive.add("dev", "ACCESS_TOKEN_READ", "crm/a");
    api.vault.archive.add("", "DAEMON_STARTED", "");

    assertThat(search(api, SearchAuditRequest.newBuilder()).getRecordsList())
        .extracting(AuditRecord::getLabelsMap)
        .containsExactly(Map.of(), labels, Map.of(), labels);
  }

  @Test
  void keepsToItsConditionsAndPages() throws Exception {
    TestApi api = api(Role.SECURITY, "**");
    SearchAuditRequest.Builder all = SearchAuditRequest.newBuilder().setConnection("crm/**");
    SearchAuditResponse first = search(api, all.clone().setPageSize(1));
    SearchAuditResponse second =
        search(api, all.clone().setPageSize(1).setPageToken(first.getNextPageToken()));
    Timestamp since =
        Timestamp.newBuilder().setSeconds(ListArchive.BEGIN.getEpochSecond() + 2).build();

    assertThat(first.getRecords(0).getConnection()).isEqualTo("crm/b");
    assertThat(second.getRecords(0).getConnection()).isEqualTo("crm/a");
    assertThat(search(api, SearchAuditRequest.newBuilder().setSince(since)).getRecordsCount())
        .isEqualTo(2);
    assertThat(search(api, SearchAuditRequest.newBuilder().setCaller("rotakeep")).getRecordsCount())
        .isEqualTo(1);
    assertThat(
            search(api, SearchAuditRequest.newBuilder().setMethod("TokenService.GetAccessToken"))
                .getRecordsCount())
        .isEqualTo(2);
    assertThatThrownBy(
            () ->
                search(api, SearchAuditRequest.newBuilder().setPageToken(first.getNextPageToken())))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("page_token");
  }

  @Test
  void showsAnAuditorOfSomeConnectionsTheRecordsAboutThoseOnly() throws Exception {
    TestApi api = api(Role.AUDITOR, "crm/*");

    assertThat(search(api, SearchAuditRequest.newBuilder()).getRecordsList())
        .extracting(AuditRecord::getConnection)
        .containsExactly("crm/b", "crm/a");
  }

  @Test
  void saysOfABrokenConnectionAllButItsLabels() throws Exception {
    TestApi api = api(Role.AUDITOR, "**");
    keep(api, "crm/a");
    keep(api, "crm/b");
    RowDamage.spoil(directory.resolve(Role.AUDITOR.name()), "crm/a");

    SearchAuditResponse found =
        search(api, SearchAuditRequest.newBuilder().setConnection("crm/**"));

    assertThat(found.getRecordsList())
        .extracting(AuditRecord::getConnection)
        .containsExactly("crm/b", "crm/a");
    assertThat(found.getRecords(0).getLabelsMap()).containsEntry("tenant", "acme");
    assertThat(found.getRecords(1).getLabelsMap()).isEmpty();
  }

  @Test
  void refusesEveryOtherRole() throws Exception {
    for (Role role : List.of(Role.READER, Role.ENROLLER, Role.SUPPORT, Role.OPERATOR)) {
      TestApi api = api(role, "**");

      assertThatThrownBy(() -> search(api, SearchAuditRequest.newBuilder()))
          .as("%s", role)
          .isInstanceOf(StatusRuntimeException.class)
          .satisfies(
              e ->
                  assertThat(((StatusRuntimeException) e).getStatus().getCode())
                      .isEqualTo(Code.PERMISSION_DENIED));
    }
  }

  private static void keep(TestApi api, String id) {
    Connection row = Samples.active(id);
    assertThat(
            new ConnectionLocks()
                .<Boolean>whileHolding(
                    row.id(), lock -> api.vault.stores.connections().create(lock, row)))
        .isTrue();
  }

  private TestApi api(Role role, String connections) throws Exception {
    TestApi api =
        TestApi.dev(
            directory.resolve(role.name()),
            List.of(new Policy("dev", List.of("dev"), List.of(connections), Set.of(role), null)));
    open.add(api);
    String crm = "spiffe://example.org/crm";
    api.vault.archive.add(crm, "ACCESS_TOKEN_READ", "sap/x");
    api.vault.archive.add(crm, "ACCESS_TOKEN_READ", "crm/a", "handle", "at:00ff", "life", "60");
    api.vault.archive.add(
        crm, "CALLER_REFUSED", "crm/b", "method", "ConnectionService.GetConnection");
    api.vault.archive.add("", "DAEMON_STARTED", "");
    return api;
  }

  private static SearchAuditResponse search(TestApi api, SearchAuditRequest.Builder request) {
    return SystemServiceGrpc.newBlockingStub(api.channel()).searchAudit(request.build());
  }
}
