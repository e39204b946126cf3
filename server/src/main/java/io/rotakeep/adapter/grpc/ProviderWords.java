package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.OAuthClient;
import io.rotakeep.core.provider.ProviderDefinition.Rotation.Kind;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.Rotation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The enums of providers, between core and messages; null stands for what was left out. */
final class ProviderWords {
  private static final String KIND = "ROTATION_CLASS_";
  private static final String RADIUS = "BLAST_RADIUS_";
  private static final String METHOD = "CLIENT_AUTHENTICATION_";

  private ProviderWords() {}

  static Rotation rotation(RotationClass rotation, BlastRadius radius) {
    Rotation.Builder message =
        Rotation.newBuilder()
            .setBlastRadius(io.rotakeep.v1.BlastRadius.valueOf(RADIUS + radius.name()));
    return switch (rotation) {
      case RotationClass.None() -> classed(message, Kind.NONE);
      case RotationClass.Overlapping() -> classed(message, Kind.OVERLAPPING);
      case RotationClass.Successor() -> classed(message, Kind.SUCCESSOR);
      case RotationClass.Window(Duration length) ->
          classed(message.setWindow(Times.duration(length)), Kind.WINDOW);
      case RotationClass.Count(int extraUses) -> classed(message.setCount(extraUses), Kind.COUNT);
      case RotationClass.Strict() -> classed(message, Kind.STRICT);
      case RotationClass.Family() -> classed(message, Kind.FAMILY);
      case RotationClass.Mixed() -> classed(message, Kind.MIXED);
    };
  }

  private static Rotation classed(Rotation.Builder message, Kind kind) {
    return message
        .setRotationClass(io.rotakeep.v1.RotationClass.valueOf(KIND + kind.name()))
        .build();
  }

  static ClientType type(OAuthClient.Type type) {
    return switch (type) {
      case PUBLIC -> ClientType.CLIENT_TYPE_PUBLIC;
      case CONFIDENTIAL -> ClientType.CLIENT_TYPE_CONFIDENTIAL;
    };
  }

  static io.rotakeep.v1.ClientAuthentication authentication(ClientAuthentication method) {
    return io.rotakeep.v1.ClientAuthentication.valueOf(METHOD + method.name());
  }

  static @Nullable Kind kind(io.rotakeep.v1.RotationClass word) {
    return switch (word) {
      case ROTATION_CLASS_UNSPECIFIED -> null;
      case UNRECOGNIZED -> throw unknown("rotation.class");
      case ROTATION_CLASS_NONE,
          ROTATION_CLASS_OVERLAPPING,
          ROTATION_CLASS_SUCCESSOR,
          ROTATION_CLASS_WINDOW,
          ROTATION_CLASS_COUNT,
          ROTATION_CLASS_STRICT,
          ROTATION_CLASS_FAMILY,
          ROTATION_CLASS_MIXED ->
          Kind.valueOf(word.name().substring(KIND.length()));
    };
  }

  static @Nullable BlastRadius radius(io.rotakeep.v1.BlastRadius word) {
    return switch (word) {
      case BLAST_RADIUS_UNSPECIFIED -> null;
      case UNRECOGNIZED -> throw unknown("rotation.blast_radius");
      case BLAST_RADIUS_CHAIN, BLAST_RADIUS_GRANT, BLAST_RADIUS_SUBJECT ->
          BlastRadius.valueOf(word.name().substring(RADIUS.length()));
    };
  }

  static OAuthClient.@Nullable Type type(ClientType word) {
    return switch (word) {
      case CLIENT_TYPE_UNSPECIFIED -> null;
      case CLIENT_TYPE_PUBLIC -> OAuthClient.Type.PUBLIC;
      case CLIENT_TYPE_CONFIDENTIAL -> OAuthClient.Type.CONFIDENTIAL;
      case UNRECOGNIZED -> throw unknown("client.type");
    };
  }

  static @Nullable ClientAuthentication authentication(io.rotakeep.v1.ClientAuthentication word) {
    return switch (word) {
      case CLIENT_AUTHENTICATION_UNSPECIFIED -> null;
      case UNRECOGNIZED -> throw unknown("client.authentication");
      case CLIENT_AUTHENTICATION_NONE,
          CLIENT_AUTHENTICATION_CLIENT_SECRET_POST,
          CLIENT_AUTHENTICATION_CLIENT_SECRET_BASIC,
          CLIENT_AUTHENTICATION_PRIVATE_KEY_JWT,
          CLIENT_AUTHENTICATION_TLS_CLIENT_AUTH ->
          ClientAuthentication.valueOf(word.name().substring(METHOD.length()));
    };
  }

  static InvalidFieldException unknown(String field) {
    return new InvalidFieldException(field, "must be one of the words this daemon knows");
  }
}
