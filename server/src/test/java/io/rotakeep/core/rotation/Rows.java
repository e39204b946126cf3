package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.GrantKey;
import io.rotakeep.core.connection.History;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.SignedHold;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.connection.Validity;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.incident.Concerned;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.incident.Step;
import io.rotakeep.core.incident.Story;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.provider.TokenRules;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Arbitrary rows, for what must hold of any row. */
final class Rows {
  private Rows() {}

  static Arbitrary<Connection> connections() {
    return Combinators.combine(
            ids(), names(), states(), numbers(), numbers(), grants(), tokens(), maps())
        .as(
            (id, name, state, generation, revision, grant, token, labels) ->
                new Connection(
                    id,
                    name,
                    state,
                    new Generation(generation),
                    revision,
                    grant,
                    token,
                    labels,
                    new History(
                        Instant.ofEpochMilli(revision),
                        generation % 2 == 0 ? null : Instant.ofEpochMilli(generation),
                        Instant.ofEpochMilli(7),
                        generation % 3 == 0 ? null : "rotated")));
  }

  static Arbitrary<Hold> holds() {
    return Combinators.combine(
            ids(), numbers(), times(), Arbitraries.of(Reason.class), Arbitraries.of(0, 1, 2, 3, 4))
        .as(
            (id, epoch, since, reason, kind) ->
                switch (kind) {
                  case 0 -> new Hold.RevokedHold(id, epoch, since, reason, true);
                  case 1 -> new Hold.RevokedHold(id, epoch, since, reason, false);
                  case 2 -> new Hold.QuarantinedHold(id, epoch, since, reason);
                  case 3 -> new Hold.LiftedHold(id, epoch, since, Instant.EPOCH);
                  default -> new Hold.LiftedHold(id, epoch, since, null);
                });
  }

  static Arbitrary<Provider> providers() {
    return Combinators.combine(
            rotations(),
            Arbitraries.of(BlastRadius.class),
            durations().injectNull(0.3),
            durations().injectNull(0.3),
            Arbitraries.of(true, false))
        .as(
            (rotation, radius, idle, absolute, introspecting) -> {
              TokenRules.AccessTokenRules access = SampleProviders.of(rotation).tokens().access();
              Provider provider =
                  SampleProviders.with(new TokenRules(rotation, radius, access, idle, absolute));
              return introspecting ? SampleProviders.introspecting(provider) : provider;
            });
  }

  static Arbitrary<Incident> incidents() {
    return Combinators.combine(
            Combinators.combine(uuids(), Arbitraries.of(IncidentKind.class), severities())
                .as(Key::new),
            Combinators.combine(
                    Arbitraries.of(Progress.State.class),
                    Arbitraries.of(Progress.Resolution.class).injectNull(0.5),
                    Arbitraries.of(true, false))
                .as(Progress::new),
            Combinators.combine(ids().list().ofMaxSize(3), numbers(), names().injectNull(0.3))
                .as(Concerned::new),
            times(),
            stories(),
            numbers())
        .as(
            (key, progress, concerned, opened, story, revision) ->
                new Incident(
                    IncidentId.of(key.cause()),
                    key.kind(),
                    key.severity(),
                    progress,
                    concerned,
                    opened,
                    story,
                    revision));
  }

  private record Key(UUID cause, IncidentKind kind, Severity severity) {}

  private static Arbitrary<Severity> severities() {
    return Arbitraries.of(Severity.class);
  }

  private static Arbitrary<Story> stories() {
    return Combinators.combine(
            texts(),
            Combinators.combine(
                    times(),
                    Arbitraries.of(Evidence.Kind.class),
                    texts(),
                    ids().injectNull(0.3),
                    numbers().map(Generation::new),
                    texts())
                .as(Evidence::new)
                .list()
                .ofMaxSize(3),
            Combinators.combine(times(), texts(), texts()).as(Step::new).list().ofMaxSize(3),
            numbers())
        .as(Story::new);
  }

  static Arbitrary<Change> changes() {
    return Arbitraries.oneOf(
        connections().map(Change.ConnectionWritten::new),
        holds().map(hold -> new Change.HoldWritten(new SignedHold(hold, new byte[] {4, 5}))),
        providers().map(Change.ProviderWritten::new),
        incidents().map(Change.IncidentWritten::new),
        Combinators.combine(names(), numbers()).as(Change.ProviderDeleted::new),
        Combinators.combine(ids(), numbers(), numbers(), times())
            .as(
                (id, generation, revision, time) ->
                    new Change.ConnectionDeleted(
                        new Tombstone(id, new Generation(generation), revision, time))));
  }

  static Arbitrary<JournalFrame> frames() {
    return Arbitraries.oneOf(
        attempts().map(JournalFrame.Intent::new),
        Combinators.combine(uuids(), responses()).as(JournalFrame.Response::new),
        Combinators.combine(uuids(), changes()).as(JournalFrame.Settled::new),
        uuids().map(JournalFrame.Closed::new),
        changes().map(JournalFrame.Changed::new),
        numbers().map(JournalFrame.Checkpoint::new),
        times().map(JournalFrame.Distrusted::new));
  }

  private static Arbitrary<Attempt> attempts() {
    return Combinators.combine(
            uuids(),
            Arbitraries.of(Attempt.Kind.class),
            ids(),
            numbers(),
            numbers(),
            texts(),
            times())
        .as(
            (id, kind, connection, generation, revision, reference, time) ->
                new Attempt(
                    id, kind, connection, new Generation(generation), revision, reference, time));
  }

  private static Arbitrary<KeptResponse> responses() {
    return Combinators.combine(
            Arbitraries.integers().between(100, 599),
            texts().injectNull(0.3),
            texts().injectNull(0.3),
            Arbitraries.of(true, false),
            envelopes(),
            texts(),
            times().injectNull(0.3))
        .as(KeptResponse::new);
  }

  private static Arbitrary<RotationClass> rotations() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            new RotationClass.None(),
            new RotationClass.Overlapping(),
            new RotationClass.Successor(),
            new RotationClass.Strict(),
            new RotationClass.Family(),
            new RotationClass.Mixed()),
        durations().map(RotationClass.Window::new),
        Arbitraries.integers().between(1, Integer.MAX_VALUE).map(RotationClass.Count::new));
  }

  private static Arbitrary<ConnectionState> states() {
    return Arbitraries.oneOf(
        Arbitraries.of(new ConnectionState.PendingAuthorization(), new ConnectionState.Active()),
        Arbitraries.of(Reason.class).map(ConnectionState.ReauthorizationRequired::new),
        Arbitraries.of(Reason.class).map(ConnectionState.Quarantined::new),
        Arbitraries.of(Reason.class).map(ConnectionState.Revoked::new),
        Combinators.combine(
                uuids(),
                times(),
                Arbitraries.integers().between(0, Integer.MAX_VALUE),
                Arbitraries.of(true, false))
            .as(ConnectionState.InDoubt::new));
  }

  private static Arbitrary<@Nullable Grant> grants() {
    Arbitrary<GrantKey> keys =
        Combinators.combine(texts(), texts())
            .as(
                (client, subject) ->
                    new GrantKey(URI.create("https://login.example.com"), client, subject));
    return Combinators.combine(
            keys,
            texts(),
            texts().injectNull(0.3),
            texts().list().ofMaxSize(4),
            envelopes().injectNull(0.2),
            times(),
            maps())
        .as(
            (key, tokenHost, loginHost, scopes, token, obtained, attributes) ->
                new Grant(
                    key,
                    tokenHost,
                    loginHost,
                    scopes,
                    token,
                    Fingerprint.of(new byte[Fingerprint.LENGTH]),
                    obtained,
                    attributes))
        .injectNull(0.1);
  }

  private static Arbitrary<@Nullable StoredAccessToken> tokens() {
    return Combinators.combine(
            envelopes(), texts(), texts(), times(), texts().list().ofMaxSize(3), maps())
        .as(
            (token, handle, type, issued, scopes, attributes) ->
                new StoredAccessToken(
                    token,
                    handle,
                    type,
                    Validity.starting(issued, Duration.ofHours(1), Duration.ofMinutes(1)),
                    scopes,
                    attributes,
                    handle.length() % 2 == 0))
        .injectNull(0.2);
  }

  private static Arbitrary<ConnectionId> ids() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .numeric()
        .ofMinLength(1)
        .ofMaxLength(40)
        .map(ConnectionId::new);
  }

  private static Arbitrary<ProviderName> names() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .ofMinLength(1)
        .ofMaxLength(64)
        .map(ProviderName::new);
  }

  private static Arbitrary<Map<String, String>> maps() {
    return Arbitraries.maps(texts(), texts()).ofMaxSize(5);
  }

  private static Arbitrary<Envelope> envelopes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(Envelope::new);
  }

  /** Any text but lone surrogates, which are no text. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings().withCharRange(' ', '\uD7FF').ofMaxLength(30);
  }

  private static Arbitrary<Long> numbers() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE);
  }

  private static Arbitrary<Instant> times() {
    return Arbitraries.longs()
        .between(-62_135_596_800_000L, 253_402_300_799_999L)
        .map(Instant::ofEpochMilli);
  }

  private static Arbitrary<Duration> durations() {
    return Arbitraries.longs().between(1, 36_500L * 86_400_000).map(Duration::ofMillis);
  }

  private static Arbitrary<UUID> uuids() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
  }
}
