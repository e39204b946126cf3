package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * How an authorization-server double is set up; what changes while it runs is told to {@link
 * Behaviour}.
 *
 * @param port 0 takes a free one
 * @param refreshTokenLife how long an unused refresh token lives
 * @param grantsPerSubject how many living grants of one client and subject are kept; one more ends
 *     the oldest
 */
public record DoubleSettings(
    InstantSource clock,
    int port,
    RotationClass rotation,
    BlastRadius blastRadius,
    Duration accessTokenLife,
    Duration refreshTokenLife,
    Dialect dialect,
    int grantsPerSubject,
    List<RegisteredClient> clients) {
  public DoubleSettings {
    clients = List.copyOf(clients);
  }

  /** Strict rotation that revokes the chain on reuse, one client of each kind, the real clock. */
  public static DoubleSettings standard() {
    return new DoubleSettings(
        Clock.systemUTC(),
        0,
        new RotationClass.Family(),
        BlastRadius.CHAIN,
        Duration.ofMinutes(15),
        Duration.ofDays(30),
        new Dialect.Standard(),
        Integer.MAX_VALUE,
        List.of(
            RegisteredClient.publicClient("public-app"),
            RegisteredClient.confidential(
                "post-app", ClientKind.CONFIDENTIAL_POST, "post secret: 100% + more"),
            RegisteredClient.confidential(
                "basic-app", ClientKind.CONFIDENTIAL_BASIC, "basic secret: é % & + /=")));
  }

  public DoubleSettings withClock(InstantSource source) {
    return new DoubleSettings(
        source,
        port,
        rotation,
        blastRadius,
        accessTokenLife,
        refreshTokenLife,
        dialect,
        grantsPerSubject,
        clients);
  }

  public DoubleSettings withPort(int fixed) {
    return new DoubleSettings(
        clock,
        fixed,
        rotation,
        blastRadius,
        accessTokenLife,
        refreshTokenLife,
        dialect,
        grantsPerSubject,
        clients);
  }

  /** Sets the class, and the blast radius that is usual with it. */
  public DoubleSettings withRotation(RotationClass rule) {
    return withRotation(rule, rule.usualBlastRadius());
  }

  public DoubleSettings withRotation(RotationClass rule, BlastRadius radius) {
    return new DoubleSettings(
        clock,
        port,
        rule,
        radius,
        accessTokenLife,
        refreshTokenLife,
        dialect,
        grantsPerSubject,
        clients);
  }

  public DoubleSettings withAccessTokenLife(Duration life) {
    return new DoubleSettings(
        clock,
        port,
        rotation,
        blastRadius,
        life,
        refreshTokenLife,
        dialect,
        grantsPerSubject,
        clients);
  }

  public DoubleSettings withRefreshTokenLife(Duration life) {
    return new DoubleSettings(
        clock,
        port,
        rotation,
        blastRadius,
        accessTokenLife,
        life,
        dialect,
        grantsPerSubject,
        clients);
  }

  public DoubleSettings withDialect(Dialect manners) {
    return new DoubleSettings(
        clock,
        port,
        rotation,
        blastRadius,
        accessTokenLife,
        refreshTokenLife,
        manners,
        grantsPerSubject,
        clients);
  }

  public DoubleSettings withClients(List<RegisteredClient> registered) {
    return new DoubleSettings(
        clock,
        port,
        rotation,
        blastRadius,
        accessTokenLife,
        refreshTokenLife,
        dialect,
        grantsPerSubject,
        registered);
  }

  public DoubleSettings withGrantsPerSubject(int kept) {
    return new DoubleSettings(
        clock,
        port,
        rotation,
        blastRadius,
        accessTokenLife,
        refreshTokenLife,
        dialect,
        kept,
        clients);
  }
}
