package io.rotakeep.adapter.grpc;

import static io.rotakeep.v1.ErrorMeaning.ERROR_MEANING_REVOKED;
import static io.rotakeep.v1.ErrorMeaning.ERROR_MEANING_THROTTLED;
import static io.rotakeep.v1.RequestBodyFormat.REQUEST_BODY_FORMAT_FORM;
import static io.rotakeep.v1.ScopeSeparator.SCOPE_SEPARATOR_COMMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.v1.AnnounceEventRequest;
import io.rotakeep.v1.AnnouncedEvent;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientSecret;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.DeleteProviderRequest;
import io.rotakeep.v1.GetProviderRequest;
import io.rotakeep.v1.ListProvidersRequest;
import io.rotakeep.v1.ListProvidersResponse;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc.ProviderServiceBlockingStub;
import io.rotakeep.v1.RotationClass;
import io.rotakeep.v1.WithdrawEventRequest;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProviderServiceTest {
  private TestApi api;
  private ProviderServiceBlockingStub providers;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = TestApi.dev(directory);
    providers = api.providers();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void showsWhatIsInForceDefaultsIncluded() {
    providers.apply(apply(api.description("double").build()));

    Provider provider = get("double");

    assertThat(provider.getRotation().getRotationClass())
        .isEqualTo(RotationClass.ROTATION_CLASS_FAMILY);
    assertThat(provider.getAccessToken().getDefaultTtl().getSeconds()).isEqualTo(900);
    assertThat(provider.getClient().getType()).isEqualTo(ClientType.CLIENT_TYPE_PUBLIC);
    assertThat(provider.getEtag()).isEqualTo("1");
  }

  @Test
  void takesSecretsInAndGivesOnlyTheirNumber() {
    ApplyProviderRequest request =
        apply(
                api.description("double")
                    .setClient(
                        ClientRegistration.newBuilder()
                            .setId("post-app")
                            .setType(ClientType.CLIENT_TYPE_CONFIDENTIAL)
                            .setAuthentication(
                                ClientAuthentication.CLIENT_AUTHENTICATION_CLIENT_SECRET_POST))
                    .build())
            .toBuilder()
            .addSecrets(ClientSecret.newBuilder().setValue(ByteString.copyFromUtf8("hunter22")))
            .build();

    Provider applied = providers.apply(request);

    assertThat(applied.getClient().getSecretCount()).isEqualTo(1);
    assertThat(applied.toString() + get("double")).doesNotContain("hunter22");
  }

  @Test
  void changesNothingOnADryRunOrAnOldEtag() {
    Provider description = api.description("double").build();
    Provider dry = providers.apply(apply(description).toBuilder().setDryRun(true).build());
    StatusRuntimeException missing = failure(() -> get("double"));
    providers.apply(apply(description));
    providers.apply(apply(description));

    StatusRuntimeException stale =
        failure(() -> providers.apply(apply(description).toBuilder().setEtag("1").build()));

    assertThat(dry.getName()).isEqualTo("double");
    assertThat(TestApi.infoOf(missing).getReason()).isEqualTo("PROVIDER_NOT_FOUND");
    assertThat(stale.getStatus().getCode()).isEqualTo(Code.ABORTED);
    assertThat(TestApi.infoOf(stale).getReason()).isEqualTo("ETAG_MISMATCH");
    assertThat(get("double").getEtag()).isEqualTo("2");
  }

  @Test
  void keepsWhatTokensAreBoundTo() throws Exception {
    api.connect("double", "crm/a");
    Provider.Builder moved = api.description("double").setIssuer("https://elsewhere.example");

    StatusRuntimeException changed = failure(() -> providers.apply(apply(moved.build())));
    StatusRuntimeException deleted =
        failure(
            () -> providers.delete(DeleteProviderRequest.newBuilder().setName("double").build()));

    assertThat(TestApi.infoOf(changed).getReason()).isEqualTo("PROVIDER_IN_USE");
    assertThat(TestApi.infoOf(deleted).getReason()).isEqualTo("PROVIDER_IN_USE");
    assertThat(get("double").getConnectionCount()).isEqualTo(1);
  }

  @Test
  void anEventIsAnnouncedShownKeptByApplyAndWithdrawn() {
    api.applyProvider("double");
    Provider announced =
        providers.announceEvent(
            announcement(Duration.newBuilder().setSeconds(3600).build()).build());
    api.applyProvider("double");

    AnnouncedEvent shown = get("double").getAnnouncedEvent();
    Provider ended =
        providers.withdrawEvent(WithdrawEventRequest.newBuilder().setName("double").build());

    assertThat(announced.getEtag()).isEqualTo("2");
    assertThat(shown).isEqualTo(announced.getAnnouncedEvent());
    assertThat(shown.getComment()).isEqualTo("a new secret");
    assertThat(shown.getEndTime().getSeconds() - shown.getStartTime().getSeconds()).isEqualTo(3600);
    assertThat(ended.getAnnouncedEvent().getEndTime().getSeconds())
        .isLessThan(shown.getEndTime().getSeconds());
  }

  @Test
  void anEventMustEndInTimeAndSayWhy() {
    api.applyProvider("double");
    AnnounceEventRequest tooLong =
        announcement(Duration.newBuilder().setSeconds(8 * 86_400).build()).build();
    AnnounceEventRequest.Builder good = announcement(Duration.newBuilder().setSeconds(60).build());

    StatusRuntimeException late = failure(() -> providers.announceEvent(tooLong));
    StatusRuntimeException endless =
        failure(() -> providers.announceEvent(good.clone().clearEnding().build()));
    StatusRuntimeException silent =
        failure(() -> providers.announceEvent(good.clone().clearComment().build()));
    StatusRuntimeException wordy =
        failure(() -> providers.announceEvent(good.clone().setComment("x".repeat(301)).build()));
    StatusRuntimeException unknown =
        failure(() -> providers.announceEvent(good.clone().setName("none").build()));

    assertThat(late.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(late).hasMessageContaining("within 7 days");
    assertThat(endless).hasMessageContaining("end_time");
    assertThat(silent).hasMessageContaining("comment");
    assertThat(wordy).hasMessageContaining("300 bytes");
    assertThat(unknown.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(get("double").hasAnnouncedEvent()).isFalse();
  }

  private static AnnounceEventRequest.Builder announcement(Duration length) {
    return AnnounceEventRequest.newBuilder()
        .setName("double")
        .setDuration(length)
        .setComment("a new secret");
  }

  @Test
  void listsByPagesAndForgets() {
    for (String name : new String[] {"c", "a", "b"}) {
      api.applyProvider(name);
    }

    ListProvidersResponse first =
        providers.list(ListProvidersRequest.newBuilder().setPageSize(2).build());
    ListProvidersResponse second =
        providers.list(
            ListProvidersRequest.newBuilder()
                .setPageSize(2)
                .setPageToken(first.getNextPageToken())
                .build());
    providers.delete(DeleteProviderRequest.newBuilder().setName("a").build());

    assertThat(first.getProvidersList()).extracting(Provider::getName).containsExactly("a", "b");
    assertThat(second.getProvidersList()).extracting(Provider::getName).containsExactly("c");
    assertThat(second.getNextPageToken()).isEmpty();
    assertThat(failure(() -> get("a")).getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void namesTheKeyThatIsWrong() {
    Provider.Builder plain = api.description("double");
    plain.getEndpointsBuilder().setToken("http://login.example.com/token");

    StatusRuntimeException error = failure(() -> providers.apply(apply(plain.build())));

    assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(error.getMessage()).contains("endpoints.token: must use https");
  }

  @Test
  void showsHowAServerSpeaksAndTakesItBackAsItIs() {
    Provider.Builder written = api.description("double").setScopeSeparator(SCOPE_SEPARATOR_COMMA);
    written.addErrorsBuilder().setCode("too_many").setStatus(403).setMeans(ERROR_MEANING_THROTTLED);
    written
        .addErrorsBuilder()
        .setCode("gone")
        .setText("uninstalled")
        .setMeans(ERROR_MEANING_REVOKED);
    written.getTokenRequestBuilder().addHeadersBuilder().setName("X-Version").setValue("7");
    written.getTokenAnswerBuilder().setError("status").addBearerTypes("bot");
    written.getIdentityBuilder().setAnswer("team.id");

    providers.apply(apply(written.build()));
    Provider shown = get("double");
    providers.apply(apply(shown));

    assertThat(shown.getErrorsList()).isEqualTo(written.getErrorsList());
    assertThat(shown.getTokenRequest().getBody()).isEqualTo(REQUEST_BODY_FORMAT_FORM);
    assertThat(shown.getTokenRequest().getHeadersList())
        .isEqualTo(written.getTokenRequest().getHeadersList());
    assertThat(shown.getTokenAnswer()).isEqualTo(written.getTokenAnswer());
    assertThat(shown.getIdentity()).isEqualTo(written.getIdentity());
    assertThat(get("double")).isEqualTo(shown.toBuilder().setEtag("2").build());
  }

  @Test
  void namesTheItemThatIsWrong() {
    Provider.Builder written = api.description("double");
    written.addErrorsBuilder().setCode("gone").setMeans(ERROR_MEANING_REVOKED);
    written.addErrorsBuilder().setCode("gone");

    StatusRuntimeException error = failure(() -> providers.apply(apply(written.build())));

    assertThat(error.getMessage()).contains("errors[1].means: is required");
  }

  private Provider get(String name) {
    return providers.get(GetProviderRequest.newBuilder().setName(name).build());
  }

  private static ApplyProviderRequest apply(Provider provider) {
    return ApplyProviderRequest.newBuilder().setProvider(provider).build();
  }

  private static StatusRuntimeException failure(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }
}
