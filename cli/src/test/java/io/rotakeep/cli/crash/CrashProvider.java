package io.rotakeep.cli.crash;

import com.google.protobuf.Duration;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.BlastRadius;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import java.net.URI;
import java.util.List;

/** The double's public client, as a provider of the class that it is of. */
final class CrashProvider {
  static final String NAME = "doubled";

  private CrashProvider() {}

  static ApplyProviderRequest of(AuthorizationServerDouble server, URI callback) {
    return ApplyProviderRequest.newBuilder()
        .setProvider(
            Provider.newBuilder()
                .setName(NAME)
                .setPreset("generic")
                .setIssuer(server.issuer().toString())
                .setDiscovery(true)
                .setClient(
                    ClientRegistration.newBuilder()
                        .setId(server.client(ClientKind.PUBLIC).id())
                        .setType(ClientType.CLIENT_TYPE_PUBLIC)
                        .setAuthentication(ClientAuthentication.CLIENT_AUTHENTICATION_NONE))
                .setRedirectUri(callback.toString())
                .addAllScopes(List.of("openid", "offline_access", "api"))
                .setRotation(
                    Rotation.newBuilder()
                        .setRotationClass(RotationClass.ROTATION_CLASS_FAMILY)
                        .setBlastRadius(BlastRadius.BLAST_RADIUS_CHAIN))
                // Without a margin nothing is refreshed but what the load asks for.
                .setAccessToken(
                    AccessTokenSettings.newBuilder()
                        .setRefreshMargin(Duration.getDefaultInstance())))
        .build();
  }
}
