package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdentityTest {
  private static final String CRM = "spiffe://example.org/crm";
  private static final Duration LIFE = Duration.ofDays(1);

  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static TestApi api;

  @BeforeAll
  static void start() throws Exception {
    certificates = TestCertificates.in(directory.resolve("pki"));
    api =
        TestApi.tls(
            directory,
            certificates,
            List.of(
                new Policy("crm", List.of(CRM), List.of("crm/*"), Set.of(Role.READER), null),
                new Policy(
                    "dns", List.of("dns:app.internal"), List.of("**"), Set.of(Role.READER), null)));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void knowsACallerByTheOneSpiffeId() throws IOException {
    Code code = status(certificates.spiffe("crm", CRM));

    assertThat(code).isEqualTo(Code.OK);
  }

  @Test
  void knowsACallerByTheDnsNameIfThereIsNoSpiffeId() throws IOException {
    Channel channel = api.channel(certificates.dns("app", "app.internal"));

    assertThat(list(channel)).isEqualTo(Code.OK);
  }

  @Test
  void prefersTheSpiffeIdToADnsName() throws IOException {
    Channel channel =
        api.channel(
            certificates.issue(
                "both", LIFE, uri("spiffe://example.org/other"), dns("app.internal")));

    assertThat(list(channel)).isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void knowsNobodyByACommonNameAlone() throws IOException {
    StatusRuntimeException error = refused(certificates.issue("crm.example.org", LIFE));

    assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(TestApi.infoOf(error).getReason()).isEqualTo("CALLER_UNKNOWN");
  }

  @Test
  void knowsNobodyByTwoNamesOfOneKind() throws IOException {
    TestIdentity twoIds =
        certificates.issue("two", LIFE, uri(CRM), uri("spiffe://example.org/admin"));
    TestIdentity twoNames = certificates.issue("names", LIFE, dns("a.internal"), dns("b.internal"));

    assertThat(status(twoIds)).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(status(twoNames)).isEqualTo(Code.UNAUTHENTICATED);
  }

  @Test
  void knowsNobodyByAnIdThatIsNotOne() throws IOException {
    assertThat(status(certificates.issue("web", LIFE, uri("https://example.org/crm"))))
        .isEqualTo(Code.UNAUTHENTICATED);
    assertThat(status(certificates.issue("dots", LIFE, uri("spiffe://example.org/../crm"))))
        .isEqualTo(Code.UNAUTHENTICATED);
    assertThat(status(certificates.issue("wild", LIFE, dns("*.internal"))))
        .isEqualTo(Code.UNAUTHENTICATED);
  }

  @Test
  void speaksToNobodyWithoutAValidCertificate() throws IOException {
    TestCertificates strangers = TestCertificates.in(directory.resolve("strangers"));

    assertThat(status(null)).isEqualTo(Code.UNAVAILABLE);
    assertThat(status(strangers.spiffe("crm", CRM))).isEqualTo(Code.UNAVAILABLE);
    assertThat(status(certificates.expired("old", CRM))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void speaksToNobodyWithoutTls() {
    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                SystemServiceGrpc.newBlockingStub(api.channel())
                    .getStatus(GetStatusRequest.getDefaultInstance()));

    assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void believesNoHeader() throws IOException {
    Metadata claims = new Metadata();
    for (String name : List.of("x-forwarded-client-cert", "x-spiffe-id", "authorization")) {
      claims.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "URI=" + CRM);
    }
    Channel channel =
        ClientInterceptors.intercept(
            api.channel(certificates.spiffe("nobody", "spiffe://example.org/nobody")),
            MetadataUtils.newAttachHeadersInterceptor(claims));

    assertThat(list(channel)).isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void answersAlikeForWhatIsForbiddenAndWhatDoesNotExist() throws Exception {
    Channel channel = api.channel(certificates.spiffe("crm", CRM));
    GetAccessTokenRequest request =
        GetAccessTokenRequest.newBuilder().setConnection("billing/acme").build();

    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> TokenServiceGrpc.newBlockingStub(channel).getAccessToken(request));
    StatusRuntimeException same =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ConnectionServiceGrpc.newBlockingStub(channel)
                    .getConnection(
                        GetConnectionRequest.newBuilder().setConnection("billing/acme").build()));

    assertThat(error.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(TestApi.infoOf(error).getReason()).isEqualTo("NOT_ALLOWED");
    assertThat(TestApi.detailsOf(same)).isEqualTo(TestApi.detailsOf(error));
    assertThat(api.vault.audit.records())
        .filteredOn(record -> record.action() == AuditAction.CALLER_REFUSED)
        .anySatisfy(record -> assertThat(record.caller()).isEqualTo(CRM));
  }

  private static Code list(Channel channel) {
    try {
      var _ =
          ConnectionServiceGrpc.newBlockingStub(channel)
              .listConnections(ListConnectionsRequest.getDefaultInstance());
      return Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** What a method answers that every known caller may call. */
  private static Code status(@Nullable TestIdentity identity) throws IOException {
    try {
      var _ =
          SystemServiceGrpc.newBlockingStub(api.channel(identity))
              .getStatus(GetStatusRequest.getDefaultInstance());
      return Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static StatusRuntimeException refused(TestIdentity identity) throws IOException {
    Channel channel = api.channel(identity);
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () ->
            SystemServiceGrpc.newBlockingStub(channel)
                .getStatus(GetStatusRequest.getDefaultInstance()));
  }

  private static GeneralName uri(String uri) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
  }

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }
}
