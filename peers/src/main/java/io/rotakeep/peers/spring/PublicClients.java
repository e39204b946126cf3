package io.rotakeep.peers.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Lets public clients refresh, which Spring Authorization Server by itself does not: it gives them
 * no refresh token, and knows them only by the verifier of a code.
 */
final class PublicClients implements AuthenticationConverter, AuthenticationProvider {
  private final RegisteredClientRepository clients;

  PublicClients(RegisteredClientRepository clients) {
    this.clients = clients;
  }

  /** A client that gives nothing but its name. */
  private static final class Named extends OAuth2ClientAuthenticationToken {
    private static final long serialVersionUID = 1L;

    Named(String id) {
      super(id, ClientAuthenticationMethod.NONE, null, Map.of());
    }
  }

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    String id = request.getParameter(OAuth2ParameterNames.CLIENT_ID);
    boolean refreshes =
        AuthorizationGrantType.REFRESH_TOKEN
            .getValue()
            .equals(request.getParameter(OAuth2ParameterNames.GRANT_TYPE));
    boolean proves =
        request.getHeader("Authorization") != null
            || request.getParameter(OAuth2ParameterNames.CLIENT_SECRET) != null;
    return id != null && refreshes && !proves ? new Named(id) : null;
  }

  @Override
  public Authentication authenticate(Authentication named) {
    RegisteredClient client = clients.findByClientId(named.getName());
    if (client == null
        || !client.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE)) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }
    return new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null);
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return Named.class.isAssignableFrom(authentication);
  }
}
