package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.rotakeep.adapter.grpc.OddCertificates.Wish;
import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import io.rotakeep.testkit.corpus.BadInput;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.testkit.corpus.Surface;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.UpdateConnectionRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of callers that are not who they say, or are nobody at all. */
final class CallersBadInputTest {
  private static final String OPS = "spiffe://example.org/ops";
  private static final String OTHER = "spiffe://example.org/other";
  private static final String HANDSHAKE = "no handshake";
  private static final String UNKNOWN = "UNAUTHENTICATED `CALLER_UNKNOWN`";
  private static final String DENIED = "PERMISSION_DENIED `NOT_ALLOWED`";
  private static final String INVALID = "INVALID_ARGUMENT `INVALID_FIELD`";

  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static OddCertificates odd;
  private static OddCertificates narrow;
  private static TestApi api;

  @BeforeAll
  static void start() throws Exception {
    certificates = TestCertificates.in(directory.resolve("pki"));
    odd = new OddCertificates(directory.resolve("odd"));
    odd.join(certificates.authority());
    narrow = odd.joinIntermediate(certificates.authority(), 0);
    api = TestApi.tls(directory, certificates, List.of(everything("ops", OPS), other()));
    var provider = ApplyProviderRequest.newBuilder().setProvider(api.description("double"));
    ProviderServiceGrpc.newBlockingStub(channel(OPS)).apply(provider.build());
    var enrolling = ConnectionServiceGrpc.newBlockingStub(channel(OPS));
    var begun = StartAuthorizationRequest.newBuilder().setProvider("double");
    for (String id : List.of("crm/acme", "crm/other", "own/a", "own/b")) {
      enrolling.startAuthorization(begun.setConnection(id).build());
    }
  }

  private static Policy everything(String name, String caller) {
    return new Policy(name, List.of(caller), List.of("**"), Set.of(Role.values()), null);
  }

  private static Policy other() {
    return new Policy("other", List.of(OTHER), List.of("own/*"), Set.of(Role.values()), null);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  static List<BadInput> cases() {
    List<BadInput> cases = new ArrayList<>();
    strangers(cases);
    wrongPurposes(cases);
    weak(cases);
    names(cases);
    claims(cases);
    others(cases);
    return cases;
  }

  private interface Issue {
    @Nullable TestIdentity by(OddCertificates authority) throws Exception;
  }

  private static void strangers(List<BadInput> cases) {
    Wish good = Wish.named("ops", uri(OPS));
    Duration day = Duration.ofDays(1);
    Duration week = Duration.ofDays(7);
    who(cases, Row.B16, "no certificate", HANDSHAKE, _ -> null);
    who(cases, Row.B16, "a certificate of itself", HANDSHAKE, it -> it.issueAlone(good));
    who(
        cases,
        Row.B16,
        "another authority's certificate",
        HANDSHAKE,
        _ -> new OddCertificates(directory.resolve("strangers")).issue(good));
    who(
        cases,
        Row.B16,
        "an expired certificate",
        HANDSHAKE,
        it -> it.issue(good.living(week.negated(), day.negated())));
    who(
        cases,
        Row.B47,
        "a certificate of tomorrow",
        HANDSHAKE,
        it -> it.issue(good.living(day, week)));
    who(cases, Row.B16, "seven certificates", HANDSHAKE, it -> it.issueBefore(6, good));
  }

  private static void wrongPurposes(List<BadInput> cases) {
    Wish good = Wish.named("ops", uri(OPS));
    who(
        cases,
        Row.B16,
        "a server's certificate",
        HANDSHAKE,
        it -> it.issue(good.purposed(KeyPurposeId.id_kp_serverAuth)));
    who(
        cases,
        Row.B16,
        "a signer's certificate",
        HANDSHAKE,
        it -> it.issue(good.purposed(KeyPurposeId.id_kp_codeSigning)));
    who(
        cases,
        Row.B16,
        "an authority below one that may have none",
        HANDSHAKE,
        it -> it.issueTooDeep(good));
    who(
        cases,
        Row.B16,
        "an authority below a trusted one that may have none",
        HANDSHAKE,
        _ -> narrow.issueThroughAnother(good));
    who(
        cases,
        Row.B16,
        "a certificate signed by a caller's",
        HANDSHAKE,
        it -> it.issueByCaller(good));
  }

  private static void weak(List<BadInput> cases) {
    Wish good = Wish.named("ops", uri(OPS));
    who(
        cases,
        Row.B16,
        "a signature by SHA-1",
        UNKNOWN,
        it -> it.issue(good.signed("SHA1withECDSA")));
    who(
        cases,
        Row.B16,
        "an RSA key of 1024 bits",
        UNKNOWN,
        it -> it.issue(good.keyed("RSA", 1024)));
  }

  private static void names(List<BadInput> cases) {
    name(cases, "no name but the common one");
    name(cases, "two SPIFFE IDs", uri(OPS), uri(OTHER));
    name(cases, "the same SPIFFE ID twice", uri(OPS), uri(OPS));
    name(cases, "a SPIFFE ID beside another URI", uri(OPS), uri("https://example.org/ops"));
    name(cases, "two DNS names", dns("a.internal"), dns("b.internal"));
    name(cases, "a wildcard", dns("*.internal"));
    name(cases, "an address alone", new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    name(cases, "a mailbox alone", new GeneralName(GeneralName.rfc822Name, "a@b.example"));
    for (String id :
        List.of(
            "spiffe://example.org/../ops",
            "spiffe://example.org//ops",
            "spiffe://example.org/ops/",
            "spiffe://EXAMPLE.org/ops",
            "spiffe://example.org/%6fps",
            "spiffe://example.org:8740/ops",
            "spiffe://u@example.org/ops",
            "spiffe://example.org/ops?x",
            "spiffe://example.org/ops#x",
            "SPIFFE://example.org/ops",
            "spiffe:example.org/ops",
            "spiffe:///ops",
            "spiffe://example.org/ops\n",
            "spiffe://example.org/o\0ps",
            "")) {
      name(cases, "the ID \"" + ApiCase.printable(id) + "\"", uri(id));
    }
  }

  private static void name(List<BadInput> cases, String title, GeneralName... names) {
    who(cases, Row.B16, title, UNKNOWN, it -> it.issue(Wish.named("named", names)));
  }

  private static void who(List<BadInput> cases, Row row, String title, String answer, Issue issue) {
    cases.add(new BadInput(row, title, answer, () -> listed(api.channel(issue.by(odd)), "")));
  }

  private static void claims(List<BadInput> cases) {
    for (String header :
        List.of(
            "x-forwarded-client-cert",
            "x-spiffe-id",
            "authorization",
            "x-forwarded-for",
            "x-remote-user",
            "forwarded",
            "x-client-dn")) {
      cases.add(
          new BadInput(
              Row.B15,
              header + " with another's identity",
              DENIED,
              () -> listed(claiming(header), "")));
    }
  }

  private static Channel claiming(String header) throws Exception {
    Metadata claims = new Metadata();
    claims.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), "URI=" + OPS);
    return ClientInterceptors.intercept(
        channel("spiffe://example.org/nobody"), MetadataUtils.newAttachHeadersInterceptor(claims));
  }

  private static void others(List<BadInput> cases) {
    cases.add(
        new BadInput(
            Row.B17,
            "a caller that no policy names",
            DENIED,
            () -> listed(channel("spiffe://example.org/nobody"), "")));
    cases.add(
        new BadInput(
            Row.B17,
            "another's connection, and one that does not exist",
            DENIED,
            () -> updated(channel(OTHER), "crm/acme", "id")));
    cases.add(
        new BadInput(
            Row.B20, "another caller's page token", INVALID, CallersBadInputTest::foreignPage));
    cases.add(
        new BadInput(
            Row.B22,
            "another caller's request id, which is nobody else's affair",
            DENIED,
            () -> {
              var _ = updated(channel(OPS), "crm/acme", "same-id");
              return updated(channel(OTHER), "crm/acme", "same-id");
            }));
  }

  private static String foreignPage() throws Exception {
    var pages = ListConnectionsRequest.newBuilder().setPageSize(1).build();
    String token =
        ConnectionServiceGrpc.newBlockingStub(channel(OPS))
            .listConnections(pages)
            .getNextPageToken();
    assertThat(token).isNotEmpty();
    return listed(channel(OTHER), token);
  }

  private static ManagedChannel channel(String id) throws Exception {
    return api.channel(certificates.spiffe("caller", id));
  }

  private static String listed(Channel channel, String pageToken) {
    return said(
        () ->
            ConnectionServiceGrpc.newBlockingStub(channel)
                .listConnections(
                    ListConnectionsRequest.newBuilder().setPageToken(pageToken).build()));
  }

  private static String updated(Channel channel, String id, String requestId) {
    return said(
        () ->
            ConnectionServiceGrpc.newBlockingStub(channel)
                .updateConnection(
                    UpdateConnectionRequest.newBuilder()
                        .setConnection(id)
                        .setRequestId(requestId)
                        .build()));
  }

  private static String said(Runnable call) {
    try {
      call.run();
      return "OK";
    } catch (StatusRuntimeException e) {
      Code code = e.getStatus().getCode();
      String reason = TestApi.infoOf(e).getReason();
      return code == Code.UNAVAILABLE ? HANDSHAKE : code + " `" + reason + "`";
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isTurnedAwayAndGoodCallersAreServed(BadInput bad) throws Exception {
    assertThat(bad.attack().answer()).isEqualTo(bad.answer());
    assertThat(listed(channel(OPS), "")).isEqualTo("OK");
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    BadInputPage.find().check(Surface.CALLERS, cases().stream().map(BadInput::answered).toList());
  }

  private static GeneralName uri(String uri) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
  }

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }
}
