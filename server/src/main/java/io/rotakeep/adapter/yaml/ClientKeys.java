package io.rotakeep.adapter.yaml;

import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.OAuthClient;
import java.util.List;

/** The keys below {@code client}, of which a preset has those that are the server's to say. */
public final class ClientKeys {
  private static final int WHILE_ONE_IS_REPLACED = 2;

  static final Key.Omissible<String> ID =
      Key.omissible(
          "id",
          Kind.TEXT,
          "3MVG9",
          "client_id; needed, and cannot change while connections use the provider.");
  static final Key.Omissible<OAuthClient.Type> TYPE =
      Key.omissible(
          "type",
          Kind.constant(OAuthClient.Type.values()),
          "confidential",
          "RFC 6749 §2.1. A public client sends no secret, not even an empty one. Default:"
              + " public.");
  static final Key.Omissible<ClientAuthentication> AUTHENTICATION =
      Key.omissible(
          "authentication",
          Kind.constant(ClientAuthentication.values()),
          "client_secret_post",
          "How a confidential client proves itself; must be given for one. Default: none.");

  public static final Key.Omissible<String> SECRET_FILE =
      Key.omissible("file", Kind.TEXT, "/run/secrets/salesforce", "A file that holds it alone.");
  public static final Key.Omissible<String> SECRET_VARIABLE =
      Key.omissible("env", Kind.TEXT, "SALESFORCE_SECRET", "The environment variable of it.");

  /** Read where the command runs, so that the daemon gets the values and no paths. */
  public static final Key.Omissible<List<Setting>> SECRETS =
      Key.omissible(
          "secrets",
          new Kind<>(
              new Shape.ListOf(
                  new Shape.OneOf(Keys.of(SECRET_FILE, SECRET_VARIABLE)), WHILE_ONE_IS_REPLACED),
              Setting::items),
          "[{file: /run/secrets/salesforce}]",
          "Where the client's secrets are, never the secrets themselves; two while one takes the"
              + " other's place.");

  static final Key.Omissible<Section> PRESET_CLIENT =
      Key.omissible(
          "client",
          Kind.section(Keys.of(TYPE, AUTHENTICATION)),
          "{authentication: client_secret_post}",
          "How the server knows its clients.");
  static final Key.Omissible<Section> CLIENT =
      Key.omissible(
          "client",
          Kind.section(Keys.of(ID, TYPE, AUTHENTICATION, SECRETS)),
          "{id: 3MVG9, type: public}",
          "Who we are there.");

  private ClientKeys() {}
}
