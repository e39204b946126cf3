package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.adapter.grpc.OddCertificates.Wish;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientTrustTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Wish CRM =
      Wish.named(
          "crm",
          new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/crm"));

  @TempDir private Path directory;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final MutableClock clock = new MutableClock(now);
  private Path authorities;
  private Path lists;
  private OddCertificates odd;

  @BeforeEach
  void createAuthority() throws Exception {
    authorities = directory.resolve("ca.crt");
    lists = directory.resolve("ca.crl");
    odd = new OddCertificates(directory.resolve("odd"));
    odd.join(authorities);
  }

  @Test
  void turnsCallersAwayFromTheEndOfTheirListOn() throws Exception {
    odd.writeList(lists, now.minus(HOUR), now.plus(HOUR));
    ClientTrust trust = ClientTrust.in(authorities, lists, clock);
    TestIdentity crm = odd.issue(CRM);

    clock.advance(HOUR);
    assertIsTrusted(trust, crm);

    clock.advance(Duration.ofSeconds(1));
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> check(trust, crm))
        .withMessageContaining("the revocation list by CN=Odd CA was due for renewal");
  }

  @Test
  void letsTheListOfAnotherAuthorityEndWithoutHarm() throws Exception {
    OddCertificates other = new OddCertificates(directory.resolve("other"), "CN=Other CA");
    other.join(authorities);
    Path otherList = directory.resolve("other.crl");
    odd.writeList(lists, now.minus(HOUR), now.plus(HOUR.multipliedBy(2)));
    other.writeList(otherList, now.minus(HOUR), now.plus(HOUR));
    Files.writeString(lists, Files.readString(lists) + Files.readString(otherList));
    ClientTrust trust = ClientTrust.in(authorities, lists, clock);

    clock.advance(HOUR.plusSeconds(1));

    assertIsTrusted(trust, odd.issue(CRM));
    TestIdentity stranded = other.issue(CRM);
    assertThatExceptionOfType(CertificateException.class).isThrownBy(() -> check(trust, stranded));
  }

  @Test
  void doesNotBeginWithAListThatHasEnded() throws Exception {
    odd.writeList(lists, now.minus(HOUR), now);

    var _ = ClientTrust.in(authorities, lists, clock);
    clock.advance(Duration.ofSeconds(1));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ClientTrust.in(authorities, lists, clock))
        .withMessage(
            "listen.grpc.tls.client_crl: %s was due for renewal on %s; have a new one issued"
                .formatted(lists, now));
  }

  @Test
  void letsAnAuthorityInTheFileHaveAsManyBelowItAsItSays() throws Exception {
    Path narrow = directory.resolve("narrow.crt");
    Path wide = directory.resolve("wide.crt");
    OddCertificates none = odd.joinIntermediate(narrow, 0);
    OddCertificates one = odd.joinIntermediate(wide, 1);
    ClientTrust trustNarrow = ClientTrust.in(narrow, null, InstantSource.system());
    ClientTrust trustWide = ClientTrust.in(wide, null, InstantSource.system());

    assertIsTrusted(trustNarrow, none.issue(CRM));
    assertIsTrusted(trustWide, one.issueThroughAnother(CRM));

    TestIdentity tooDeep = none.issueThroughAnother(CRM);
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> check(trustNarrow, tooDeep))
        .withMessageContaining("has more authorities below it than its certificate allows");
    TestIdentity above = odd.issue(CRM);
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> check(trustNarrow, above));
    TestIdentity deeper = one.issueTooDeep(CRM);
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> check(trustWide, deeper));
  }

  /** Such a chain is not taken as it comes: a path is looked for in it. */
  @Test
  void countsThemInAChainThatIsOutOfOrderToo() throws Exception {
    Path narrow = directory.resolve("narrow.crt");
    Path wide = directory.resolve("wide.crt");
    TestIdentity tooDeep = odd.joinIntermediate(narrow, 0).issueThroughAnother(CRM);
    TestIdentity allowed = odd.joinIntermediate(wide, 1).issueThroughAnother(CRM);
    ClientTrust trustNarrow = ClientTrust.in(narrow, null, InstantSource.system());
    ClientTrust trustWide = ClientTrust.in(wide, null, InstantSource.system());
    X509Certificate stray = ClientTrust.certificates(authorities).getFirst();

    assertThatCode(() -> trustWide.callers().checkClientTrusted(mixed(allowed, stray), "EC"))
        .doesNotThrowAnyException();
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> trustNarrow.callers().checkClientTrusted(mixed(tooDeep, stray), "EC"));
  }

  /** Between those that somebody made up there are more ways than can be tried. */
  @Test
  void looksForNoPathAmongMoreThanSix() throws Exception {
    Path wide = directory.resolve("wide.crt");
    TestIdentity caller = odd.joinIntermediate(wide, 1).issueThroughAnother(CRM);
    var callers =
        (X509ExtendedTrustManager) ClientTrust.in(wide, null, InstantSource.system()).callers();
    X509Certificate stray = ClientTrust.certificates(authorities).getFirst();
    X509Certificate[] six = mixed(caller, stray, stray, stray, stray);
    X509Certificate[] seven = mixed(caller, stray, stray, stray, stray, stray);
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();

    assertThat(six).hasSize(ShortChains.MOST);
    assertThatCode(() -> callers.checkClientTrusted(six, "EC")).doesNotThrowAnyException();
    assertAreTooMany(() -> callers.checkClientTrusted(seven, "EC"));
    assertAreTooMany(() -> callers.checkClientTrusted(seven, "EC", engine));
    assertAreTooMany(() -> callers.checkClientTrusted(seven, "EC", new Socket()));
  }

  private static void assertAreTooMany(ThrowingCallable look) {
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(look)
        .withMessage("a caller showed 7 certificates, where 6 may be shown with its own");
  }

  private static X509Certificate[] mixed(TestIdentity caller, X509Certificate... strays)
      throws IOException {
    List<X509Certificate> chain = ClientTrust.certificates(caller.certificate());
    List<X509Certificate> mixed = new ArrayList<>(List.of(strays));
    mixed.addFirst(chain.getFirst());
    mixed.addLast(chain.getLast());
    return mixed.toArray(X509Certificate[]::new);
  }

  private static void assertIsTrusted(ClientTrust trust, TestIdentity caller) {
    assertThatCode(() -> check(trust, caller)).doesNotThrowAnyException();
  }

  private static void check(ClientTrust trust, TestIdentity caller) throws Exception {
    X509Certificate[] chain =
        ClientTrust.certificates(caller.certificate()).toArray(X509Certificate[]::new);
    assertThat(chain).isNotEmpty();
    trust.callers().checkClientTrusted(chain, "EC");
  }
}
