package io.rotakeep.adapter.oauth;

import com.fasterxml.jackson.core.JsonParser;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.bearer.KeyDocument;
import io.rotakeep.core.bearer.KeysUnavailableException;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.provider.SafeAddress;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer of callers' tokens, at an address that our own people have named, or at the
 * one that the issuer's metadata name (OpenID Connect Discovery 1.0 section 4). Both may be in our
 * own network, such as a cluster's API server.
 */
public final class HttpKeyDocument implements KeyDocument {
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  private final OutboundSettings settings;
  private final Place place;

  /**
   * Where to ask, and how.
   *
   * @param address of the keys, or the issuer whose metadata name it
   * @param discovered whether it is the issuer
   * @param authority PEM file of who signs the server's certificate; null for what the JDK trusts
   * @param bearer a token of our own, without which the server does not answer; null for none
   */
  public record Place(
      URI address,
      boolean discovered,
      @Nullable Path authority,
      @Nullable Supplier<SecretBytes> bearer) {}

  public HttpKeyDocument(OutboundSettings settings, Place place) {
    this.settings = settings.toPlacesOfOurs();
    this.place = place;
  }

  @Override
  public byte[] read() throws KeysUnavailableException {
    OutboundHttp http = http();
    return get(http, place.discovered() ? discovered(http) : place.address());
  }

  private OutboundHttp http() throws KeysUnavailableException {
    Path authority = place.authority();
    try {
      return new OutboundHttp(
          authority == null ? settings : settings.trusting(NamedAuthority.in(authority)));
    } catch (IOException e) {
      throw new KeysUnavailableException(String.valueOf(e.getMessage()));
    }
  }

  private URI discovered(OutboundHttp http) throws KeysUnavailableException {
    String issuer = place.address().toString();
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    byte[] json = get(http, URI.create(base + WELL_KNOWN));
    Map<String, String> found = new HashMap<>();
    try {
      DistinctMembers.check(json);
      StrictJson.walk(json, (name, value) -> note(name, value, found));
      if (!issuer.equals(found.get("issuer"))) {
        throw new KeysUnavailableException(
            "the metadata's issuer must be the configured one, character for character");
      }
      URI keys = URI.create(found.getOrDefault("jwks_uri", ""));
      SafeAddress.checkOutbound("jwks_uri", keys, AddressGuard.PRIVATE_TOO);
      if (SafeAddress.isLoopback(keys) && !SafeAddress.isLoopback(place.address())) {
        throw new KeysUnavailableException("the metadata name a loopback address of this machine");
      }
      return keys;
    } catch (UnreadableJsonException e) {
      throw new KeysUnavailableException("the metadata cannot be read: " + e.why());
    } catch (InvalidFieldException e) {
      throw new KeysUnavailableException("the metadata's jwks_uri " + e.rule());
    } catch (IllegalArgumentException e) {
      throw new KeysUnavailableException("the metadata's jwks_uri is no URL");
    }
  }

  private static void note(String name, JsonParser value, Map<String, String> found)
      throws IOException {
    String text = Set.of("issuer", "jwks_uri").contains(name) ? StrictJson.scalar(value) : null;
    if (text != null) {
      found.put(name, text);
    }
  }

  private byte[] get(OutboundHttp http, URI address) throws KeysUnavailableException {
    try (Outgoing outgoing = outgoing(address)) {
      return switch (http.send(outgoing, LONGEST)) {
        case TokenObservation.NotSent(String cause) -> throw new KeysUnavailableException(cause);
        case TokenObservation.Unanswered(String cause) -> throw new KeysUnavailableException(cause);
        case TokenObservation.Withheld held -> throw new KeysUnavailableException(held.cause());
        case Answered answered -> body(answered);
      };
    }
  }

  private Outgoing outgoing(URI address) throws KeysUnavailableException {
    Supplier<SecretBytes> bearer = place.bearer();
    if (bearer == null) {
      return Outgoing.get(address, ServerTrust.USUAL);
    }
    try (SecretBytes token = bearer.get()) {
      return Outgoing.get(address, token, ServerTrust.USUAL);
    } catch (InvalidFieldException e) {
      throw new KeysUnavailableException("our own token cannot be used: " + e.rule());
    }
  }

  private static byte[] body(Answered answered) throws KeysUnavailableException {
    try (SecretBytes body = answered.body()) {
      if (answered.status() != 200) {
        throw new KeysUnavailableException("status " + answered.status());
      }
      if (!answered.complete()) {
        throw new KeysUnavailableException("the document broke off or is larger than 256 KiB");
      }
      return body.toByteArray();
    }
  }
}
