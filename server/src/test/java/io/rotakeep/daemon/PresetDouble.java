package io.rotakeep.daemon;

import io.rotakeep.adapter.yaml.YamlProviderPresets;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.Preset;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderAssembly;
import io.rotakeep.core.provider.ProviderDefinition;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.BlastRadius;
import io.rotakeep.testkit.doubles.Dialect;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.doubles.RotationClass;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The double set up as the server of a preset, and a provider made of that very preset whose
 * endpoints lead to the double.
 *
 * @param subject what the daemon is to call the person {@link PresetStage#SUBJECT}
 */
record PresetDouble(String preset, Dialect dialect, String subject) {
  private static final YamlProviderPresets PRESETS = YamlProviderPresets.shipped();

  static List<Preset> presets() {
    return PRESETS.list();
  }

  AuthorizationServerDouble start(MutableClock clock) {
    ProviderDefinition.Rotation rotation = definition().rotation();
    ProviderDefinition.Rotation.Kind kind = rotation.kind();
    if (kind == null) {
      throw new AssertionError(preset + " names no rotation class");
    }
    RotationClass rule =
        switch (kind) {
          case NONE -> new RotationClass.None(true);
          case OVERLAPPING -> new RotationClass.Overlapping();
          case WINDOW -> new RotationClass.Window(given(rotation.window()));
          case COUNT -> new RotationClass.Count(given(rotation.count()));
          case STRICT -> new RotationClass.Strict();
          case FAMILY -> new RotationClass.Family();
          case SUCCESSOR, MIXED -> throw new AssertionError("no preset has this class so far");
        };
    BlastRadius radius =
        rule instanceof RotationClass.Strict ? BlastRadius.NONE : BlastRadius.SUBJECT;
    return AuthorizationServerDouble.start(
        DoubleSettings.standard().withClock(clock).withRotation(rule, radius).withDialect(dialect));
  }

  /** Of the preset, with the double's addresses and one of its clients. */
  Provider registered(AuthorizationServerDouble server, ClientCredentialSource credentials) {
    ClientAuthentication method = definition().client().authentication();
    ClientAuthentication proof = method == null ? ClientAuthentication.NONE : method;
    RegisteredClient client = client(server, proof);
    List<SecretBytes> secrets =
        client.secret().stream()
            .map(text -> SecretBytes.owning(text.getBytes(StandardCharsets.UTF_8)))
            .toList();
    try (ProviderDefinition written = written(server, client, proof, secrets)) {
      ProviderAssembly assembly = ProviderAssembly.of(written, PRESETS);
      Provider shape = assembly.assemble(circumstances(List.of()));
      return assembly.assemble(
          circumstances(
              secrets.stream()
                  .map(
                      secret ->
                          credentials.encrypt(
                              shape.name(), shape.issuer(), shape.endpoints(), client.id(), secret))
                  .toList()));
    }
  }

  static RegisteredClient client(AuthorizationServerDouble server, ClientAuthentication method) {
    return server.client(
        switch (method) {
          case NONE -> ClientKind.PUBLIC;
          case CLIENT_SECRET_POST -> ClientKind.CONFIDENTIAL_POST;
          case CLIENT_SECRET_BASIC -> ClientKind.CONFIDENTIAL_BASIC;
          case PRIVATE_KEY_JWT, TLS_CLIENT_AUTH -> throw new AssertionError("not built yet");
        });
  }

  private ProviderDefinition written(
      AuthorizationServerDouble server,
      RegisteredClient client,
      ClientAuthentication method,
      List<SecretBytes> secrets) {
    OAuthClient.Type type =
        method == ClientAuthentication.NONE
            ? OAuthClient.Type.PUBLIC
            : OAuthClient.Type.CONFIDENTIAL;
    return new ProviderDefinition(
        "at-" + preset,
        preset,
        addresses(server),
        new ProviderDefinition.Client(client.id(), type, null, secrets),
        ProviderDefinition.NOTHING.authorization(),
        ProviderDefinition.NOTHING.rotation(),
        ProviderDefinition.NOTHING.tokens(),
        ProviderDefinition.NOTHING.disclosure(),
        Set.of());
  }

  /** The endpoints that the preset has or its server's metadata would have. */
  private ProviderDefinition.Server addresses(AuthorizationServerDouble server) {
    ProviderDefinition.Server own = definition().server();
    boolean all = own.issuer() == null;
    var at = server.endpoints();
    String asked = own.authorization();
    String query = asked == null ? null : URI.create(asked).getRawQuery();
    return new ProviderDefinition.Server(
        server.issuer().toString(),
        false,
        query == null ? at.authorization().toString() : at.authorization() + "?" + query,
        at.token().toString(),
        all || own.revocation() != null ? at.revocation().toString() : null,
        all || own.introspection() != null ? at.introspection().toString() : null,
        all || own.userinfo() != null ? at.userinfo().toString() : null);
  }

  private ProviderDefinition definition() {
    return PRESETS.find(preset).orElseThrow().definition();
  }

  private static ProviderAssembly.Circumstances circumstances(List<Envelope> secrets) {
    return new ProviderAssembly.Circumstances(
        null, false, RegisteredClient.LOOPBACK_CALLBACK, secrets, 1);
  }

  private static <T> T given(@Nullable T value) {
    if (value == null) {
      throw new AssertionError("the class needs its figure");
    }
    return value;
  }
}
