package io.rotakeep.peers.keycloak;

import io.rotakeep.testkit.authorization.ClientCredentials;
import io.rotakeep.testkit.authorization.RegisteredService;
import io.rotakeep.testkit.authorization.ServiceTokens;
import io.rotakeep.testkit.http.Form;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Tokens of service accounts. Keycloak calls itself in them by the address it is asked at. */
final class KeycloakServices implements ServiceTokens, AutoCloseable {
  private final URI issuer;
  private final Path authority;
  private final HttpClient http;

  /**
   * @param issuer the realm, by TLS
   * @param authority PEM file of who signed its certificate
   */
  KeycloakServices(URI issuer, Path authority) {
    this.issuer = issuer;
    this.authority = authority;
    this.http = HttpClient.newBuilder().sslContext(trusting(authority)).build();
  }

  @Override
  public URI issuer() {
    return issuer;
  }

  @Override
  public Optional<Path> authority() {
    return Optional.of(authority);
  }

  /** {@code sub} is a number that Keycloak has made up for the client. */
  @Override
  public String subjectClaim() {
    return "azp";
  }

  @Override
  public String token(RegisteredService service, String audience) {
    URI endpoint = URI.create(issuer + "/protocol/openid-connect/token");
    return ClientCredentials.accessToken(
        http, endpoint, service, new Form.Field("scope", audience));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static SSLContext trusting(Path authority) {
    try (InputStream pem = Files.newInputStream(authority)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + authority, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot trust " + authority, e);
    }
  }
}
