package io.rotakeep.peers.spring;

import io.rotakeep.peers.SignIn;
import io.rotakeep.testkit.authorization.Account;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Endpoints;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.authorization.ServerReport;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.web.context.support.GenericWebApplicationContext;

/**
 * Spring Authorization Server on a free port of 127.0.0.1, with {@code reuseRefreshTokens} off: a
 * used refresh token is forgotten, and its successor lives on when it comes back.
 *
 * <p>Thread-safe.
 */
public final class SpringAuthorizationServer implements AuthorizationServer {
  private static final String PASSWORD = "correct horse battery staple";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Clients clients;
  private final Ledger ledger;
  private final InMemoryUserDetailsManager users = new InMemoryUserDetailsManager();
  private final Server jetty = new Server();
  private final URI issuer;

  private SpringAuthorizationServer(Duration accessTokenLife) throws IOException {
    clients = Clients.strict(accessTokenLife);
    var registered = new InMemoryRegisteredClientRepository(clients.registrations());
    ledger = new Ledger(new InMemoryOAuth2AuthorizationService(), registered);
    var connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    // Opened before the start, because the settings need the port.
    connector.open();
    issuer = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    jetty.setHandler(handler(registered));
  }

  public static SpringAuthorizationServer start(Duration accessTokenLife) {
    try {
      var server = new SpringAuthorizationServer(accessTokenLife);
      server.jetty.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("no port for Spring Authorization Server", e);
    } catch (Exception e) {
      throw new IllegalStateException("Spring Authorization Server does not start", e);
    }
  }

  @Override
  public URI issuer() {
    return issuer;
  }

  @Override
  public Endpoints endpoints() {
    return new Endpoints(
        issuer.resolve("/oauth2/authorize"),
        issuer.resolve("/oauth2/token"),
        issuer.resolve("/oauth2/revoke"),
        issuer.resolve("/oauth2/introspect"),
        issuer.resolve("/userinfo"));
  }

  @Override
  public RegisteredClient client(ClientKind kind) {
    return clients.client(kind);
  }

  @Override
  public synchronized Account account(String name) {
    if (!users.userExists(name)) {
      users.createUser(User.withUsername(name).password("{noop}" + PASSWORD).build());
    }
    return new Account(name, name, new SignIn(name, PASSWORD));
  }

  @Override
  public ServerReport report() {
    return ledger.report();
  }

  @Override
  public void close() {
    try {
      jetty.setStopTimeout(STOP_LIMIT.toMillis());
      jetty.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Spring Authorization Server does not stop", e);
    }
  }

  private ServletContextHandler handler(RegisteredClientRepository registered) {
    var handler = new ServletContextHandler(ServletContextHandler.SESSIONS);
    handler.addFilter(
        new FilterHolder(counting()), "/oauth2/token", EnumSet.of(DispatcherType.REQUEST));
    handler.addFilter(
        new FilterHolder(security(handler, registered)), "/*", EnumSet.allOf(DispatcherType.class));
    return handler;
  }

  private Filter counting() {
    return (request, response, chain) -> {
      if ("POST".equals(((HttpServletRequest) request).getMethod())) {
        ledger.countTokenRequest();
      }
      chain.doFilter(request, response);
    };
  }

  private Filter security(ServletContextHandler handler, RegisteredClientRepository registered) {
    var context = new GenericWebApplicationContext(handler.getServletContext());
    context.registerBean(RegisteredClientRepository.class, () -> registered);
    context.registerBean(OAuth2AuthorizationService.class, () -> ledger);
    context.registerBean(UserDetailsService.class, () -> users);
    context.registerBean(
        AuthorizationServerSettings.class,
        () -> AuthorizationServerSettings.builder().issuer(issuer.toString()).build());
    new AnnotatedBeanDefinitionReader(context).register(AuthorizationServerBeans.class);
    context.refresh();
    return context.getBean("springSecurityFilterChain", Filter.class);
  }
}
