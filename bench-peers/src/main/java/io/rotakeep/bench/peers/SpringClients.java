package io.rotakeep.bench.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.JdbcOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;

/**
 * Spring Security's manager of authorized clients with its JDBC store, on an H2 file behind
 * HikariCP, as an application would set it up. Nothing of it is forced to the disk.
 */
final class SpringClients implements AutoCloseable {
  private static final String REGISTRATION = "trial";

  private final HikariDataSource pool;
  private final JdbcOAuth2AuthorizedClientService service;
  private final ClientRegistration registration;
  private final AuthorizedClientServiceOAuth2AuthorizedClientManager manager;

  private SpringClients(
      HikariDataSource pool,
      JdbcOAuth2AuthorizedClientService service,
      ClientRegistration registration,
      AuthorizedClientServiceOAuth2AuthorizedClientManager manager) {
    this.pool = pool;
    this.service = service;
    this.registration = registration;
    this.manager = manager;
  }

  /**
   * @param early how long before its end a token is refreshed; longer than its life: at every call
   */
  static SpringClients in(Path directory, AuthorizationServerDouble server, Duration early) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:file:" + directory.resolve("spring").toAbsolutePath());
    config.setMaximumPoolSize(10);
    HikariDataSource pool = new HikariDataSource(config);
    new ResourceDatabasePopulator(
            new ClassPathResource(
                "org/springframework/security/oauth2/client/oauth2-client-schema.sql"))
        .execute(pool);
    ClientRegistration registration = registration(server);
    InMemoryClientRegistrationRepository registrations =
        new InMemoryClientRegistrationRepository(registration);
    JdbcOAuth2AuthorizedClientService service =
        new JdbcOAuth2AuthorizedClientService(new JdbcTemplate(pool), registrations);
    AuthorizedClientServiceOAuth2AuthorizedClientManager manager =
        new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, service);
    manager.setAuthorizedClientProvider(
        OAuth2AuthorizedClientProviderBuilder.builder()
            .refreshToken(refresh -> refresh.clockSkew(early))
            .build());
    return new SpringClients(pool, service, registration, manager);
  }

  /** Stores what a consent of this principal would have brought. */
  void adopt(String principal, String refreshToken, Duration life) {
    Instant now = Instant.now();
    service.saveAuthorizedClient(
        new OAuth2AuthorizedClient(
            registration,
            principal,
            new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER, "access-" + principal, now, now.plus(life)),
            new OAuth2RefreshToken(refreshToken, now)),
        new TestingAuthenticationToken(principal, ""));
  }

  /** The way of an application that needs a token: read, and refreshed if it is near its end. */
  OAuth2AccessToken token(String principal) {
    OAuth2AuthorizedClient client =
        manager.authorize(
            OAuth2AuthorizeRequest.withClientRegistrationId(REGISTRATION)
                .principal(principal)
                .build());
    if (client == null) {
      throw new IllegalStateException("no client of " + principal);
    }
    return client.getAccessToken();
  }

  @Override
  public void close() {
    pool.close();
  }

  private static ClientRegistration registration(AuthorizationServerDouble server) {
    return ClientRegistration.withRegistrationId(REGISTRATION)
        .clientId(server.client(ClientKind.PUBLIC).id())
        .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri(RegisteredClient.LOOPBACK_CALLBACK.toString())
        .authorizationUri(server.endpoints().authorization().toString())
        .tokenUri(server.endpoints().token().toString())
        .build();
  }
}
