package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.notice.Delivery;
import io.rotakeep.core.notice.Notice;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.Fault;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.NoticeTrial;
import io.rotakeep.v1.OpenIncidentRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc.SystemServiceBlockingStub;
import io.rotakeep.v1.TestNoticesRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NoticeTestingTest {
  private TestApi api;
  private SystemServiceBlockingStub system;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    system = SystemServiceGrpc.newBlockingStub(api.channel());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void saysWhatCameOfATestOfEachReceiver() {
    assertThat(trials())
        .singleElement()
        .returns("ops", NoticeTrial::getReceiver)
        .returns("hooks.example.com", NoticeTrial::getHost)
        .returns(true, NoticeTrial::getDelivered)
        .returns("", NoticeTrial::getCause);
    assertThat(api.vault.told.noticed).singleElement().isInstanceOf(Notice.Trial.class);
    assertThat(api.vault.audit.records())
        .extracting(audited -> audited.action())
        .contains(AuditAction.NOTICES_TRIED);

    api.vault.told.receiving = new Delivery.Failed("status 500");

    assertThat(trials())
        .singleElement()
        .returns(false, NoticeTrial::getDelivered)
        .returns("status 500", NoticeTrial::getCause);
  }

  @Test
  void theStatusNamesAReceiverThatTakesNoNoticesUntilItDoes() throws Exception {
    api.connect("double", "crm/a");
    api.vault.told.receiving = new Delivery.Failed("status 500");
    var _ =
        IncidentServiceGrpc.newBlockingStub(api.channel())
            .open(
                OpenIncidentRequest.newBuilder()
                    .setSelector(
                        ConnectionSelector.newBuilder()
                            .setIds(ConnectionIds.newBuilder().addIds("crm/a")))
                    .setSummary("found in a paste")
                    .build());

    await().untilAsserted(() -> assertThat(faults()).isNotEmpty());
    assertThat(faults())
        .singleElement()
        .returns("notify/ops", Fault::getPart)
        .returns("hooks.example.com takes no notices: status 500", Fault::getDetail);

    api.vault.told.receiving = new Delivery.Delivered();
    var _ = trials();

    assertThat(faults()).isEmpty();
  }

  private List<NoticeTrial> trials() {
    return system.testNotices(TestNoticesRequest.getDefaultInstance()).getTrialsList();
  }

  private List<Fault> faults() {
    return system.getStatus(GetStatusRequest.getDefaultInstance()).getFaultsList();
  }
}
