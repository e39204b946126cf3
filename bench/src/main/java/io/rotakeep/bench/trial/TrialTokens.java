package io.rotakeep.bench.trial;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.rotakeep.adapter.yaml.JwtIssuer;
import io.rotakeep.core.bearer.SubjectClaim;
import io.rotakeep.core.bearer.TrustedIssuer;
import io.rotakeep.testkit.jwt.SigningKey;
import io.rotakeep.testkit.jwt.TokenIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An issuer that vouches for the application that makes the load. */
public final class TrialTokens {
  static final String APPLICATION = "oidc:bench/crm";

  private static final String ISSUER = "https://idp.bench.example/realms/applications";
  private static final String AUDIENCE = "https://rotakeep.bench.example";
  private static final Duration LIFE = Duration.ofHours(12);

  private final SigningKey key =
      SigningKey.of("8s0oqzV3i6MbRTVoi4nyqGyWC7m5EnPVJpbCGgVMQ6E", "RS256");

  /** Writes its keys there; who should trust it has them from that file. */
  JwtIssuer publishedIn(Path directory) throws IOException {
    Path keys = Files.writeString(directory.resolve("issuer.jwks"), TokenIssuer.set(List.of(key)));
    return new JwtIssuer(
        new TrustedIssuer(
            "bench",
            TrustedIssuer.Kind.OIDC,
            ISSUER,
            AUDIENCE,
            SubjectClaim.AZP,
            Duration.ofHours(24)),
        new JwtIssuer.KeyPlace.InFile(keys));
  }

  /** A token with the claims, and so of the length, that Keycloak gives a service. */
  public String token() {
    Instant now = Instant.now();
    return key.token(
        """
        {"exp":%d,"iat":%d,"jti":"trrtcc:46b12dde-6698-0bdf-19d2-b2fd334666ea","iss":"%s",\
        "aud":"%s","sub":"db3e173a-e3ca-4617-b68e-573fd513268d","typ":"Bearer","azp":"crm",\
        "acr":"1","scope":"%s","clientHost":"127.0.0.1","clientAddress":"127.0.0.1",\
        "client_id":"crm"}\
        """
            .formatted(
                now.plus(LIFE).getEpochSecond(), now.getEpochSecond(), ISSUER, AUDIENCE, AUDIENCE));
  }

  /** The same channel, on which each call shows the token. */
  public static Channel showing(String token, Channel channel) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
