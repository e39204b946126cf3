package io.rotakeep.adapter.grpc;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status.Code;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.enrollment.ClientEvents;
import io.rotakeep.core.enrollment.ProviderRegistry;
import io.rotakeep.core.enrollment.ProviderRegistry.Applied;
import io.rotakeep.core.probe.ProviderChecks;
import io.rotakeep.core.provider.Preset;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderDefinition;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderPresets;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.DeleteProviderRequest;
import io.rotakeep.v1.DeleteProviderResponse;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.GetProviderRequest;
import io.rotakeep.v1.ListPresetsRequest;
import io.rotakeep.v1.ListPresetsResponse;
import io.rotakeep.v1.ListProvidersRequest;
import io.rotakeep.v1.ListProvidersResponse;
import io.rotakeep.v1.ProviderServiceGrpc;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code rotakeep.v1.ProviderService}. */
public final class ProviderGrpcService {
  private final Calls calls;
  private final ProviderRegistry registry;
  private final ProviderStore providers;
  private final ProviderPresets presets;
  private final ConnectionStore connections;
  private final PageTokens pages;
  private final ProviderChecking checking;
  private final EventAnnouncing announcing;

  public ProviderGrpcService(
      Calls calls,
      ProviderRegistry registry,
      ProviderStore providers,
      ProviderPresets presets,
      ConnectionStore connections,
      PageTokens pages,
      ProviderChecks checks,
      ClientEvents events,
      InstantSource clock) {
    this.calls = calls;
    this.registry = registry;
    this.providers = providers;
    this.presets = presets;
    this.connections = connections;
    this.pages = pages;
    this.checking = new ProviderChecking(checks, clock);
    this.announcing = new EventAnnouncing(events);
  }

  public ServerServiceDefinition bind() {
    return new ServiceBinding(ProviderServiceGrpc.getServiceDescriptor(), calls)
        .unary(ProviderServiceGrpc.getApplyMethod(), this::apply)
        .unary(ProviderServiceGrpc.getGetMethod(), this::get)
        .unary(ProviderServiceGrpc.getListMethod(), this::list)
        .unary(ProviderServiceGrpc.getDeleteMethod(), this::delete)
        .unary(ProviderServiceGrpc.getListPresetsMethod(), this::listPresets)
        .streaming(ProviderServiceGrpc.getCheckMethod(), checking::check)
        .unary(ProviderServiceGrpc.getAnnounceEventMethod(), announcing::announce)
        .unary(ProviderServiceGrpc.getWithdrawEventMethod(), announcing::withdraw)
        .build();
  }

  private io.rotakeep.v1.Provider apply(RpcCall call, ApplyProviderRequest request) {
    if (!request.hasProvider()) {
      throw new InvalidFieldException("provider", "is required");
    }
    var _ = RequestIds.of(call, request.getRequestId());
    try (ProviderDefinition definition = DefinitionMessages.of(request)) {
      Long revision = revision(request.getEtag());
      Applied applied =
          request.getDryRun()
              ? registry.preview(definition, revision)
              : registry.apply(definition, revision, call.caller().name());
      return switch (applied) {
        case Applied.Done(Provider provider) -> ProviderMessages.of(provider).build();
        case Applied.Conflict _ -> throw changed().toException();
        case Applied.InUse() -> throw inUse(request.getProvider().getName()).toException();
      };
    }
  }

  private io.rotakeep.v1.Provider get(RpcCall call, GetProviderRequest request) {
    Provider provider = require(request.getName());
    long count =
        connections.counts().entrySet().stream()
            .filter(entry -> entry.getKey().provider().equals(provider.name().value()))
            .mapToLong(entry -> entry.getValue())
            .sum();
    return ProviderMessages.of(provider).setConnectionCount(count).build();
  }

  private ListProvidersResponse list(RpcCall call, ListProvidersRequest request) {
    Page<Provider> page =
        page(
            call,
            "providers",
            providers.list(),
            provider -> provider.name().value(),
            request.getPageSize(),
            request.getPageToken());
    return ListProvidersResponse.newBuilder()
        .addAllProviders(
            page.entries().stream().map(entry -> ProviderMessages.of(entry).build()).toList())
        .setNextPageToken(page.next())
        .build();
  }

  private DeleteProviderResponse delete(RpcCall call, DeleteProviderRequest request) {
    var _ = RequestIds.of(call, request.getRequestId());
    Provider provider = require(request.getName());
    Long expected = revision(request.getEtag());
    if (expected != null && expected != provider.revision()) {
      throw changed().toException();
    }
    return switch (registry.remove(provider.name(), call.caller().name())) {
      case DONE -> DeleteProviderResponse.getDefaultInstance();
      case NOT_FOUND -> throw EnrollmentReplies.noSuchProvider(request.getName()).toException();
      case IN_USE -> throw inUse(request.getName()).toException();
    };
  }

  private ListPresetsResponse listPresets(RpcCall call, ListPresetsRequest request) {
    Page<Preset> page =
        page(
            call,
            "presets",
            presets.list(),
            Preset::name,
            request.getPageSize(),
            request.getPageToken());
    return ListPresetsResponse.newBuilder()
        .addAllPresets(page.entries().stream().map(PresetMessages::of).toList())
        .setNextPageToken(page.next())
        .build();
  }

  private record Page<T>(List<T> entries, String next) {}

  private <T> Page<T> page(
      RpcCall call, String question, List<T> all, Function<T, String> key, int size, String token) {
    String after = pages.read(call, question, token).orElse("");
    int most = PageSize.of(size);
    List<T> rest =
        all.stream()
            .filter(entry -> key.apply(entry).compareTo(after) > 0)
            .sorted((one, other) -> key.apply(one).compareTo(key.apply(other)))
            .toList();
    if (rest.size() <= most) {
      return new Page<>(rest, "");
    }
    List<T> shown = rest.subList(0, most);
    return new Page<>(shown, pages.create(call, question, key.apply(shown.getLast())));
  }

  private Provider require(String name) {
    return providers
        .find(ProviderName.of("name", name))
        .orElseThrow(() -> EnrollmentReplies.noSuchProvider(name).toException());
  }

  /** Null if the caller does not care; an etag that is none of ours matches no revision. */
  private static @Nullable Long revision(String etag) {
    if (etag.isEmpty()) {
      return null;
    }
    boolean ours = etag.length() <= 18 && etag.chars().allMatch(c -> c >= '0' && c <= '9');
    return ours ? Long.parseLong(etag) : -1L;
  }

  private static ErrorReply changed() {
    return ErrorReply.of(
        Code.ABORTED,
        ErrorReason.ERROR_REASON_ETAG_MISMATCH,
        "the provider has changed since it was read: read it again");
  }

  private static ErrorReply inUse(String name) {
    return ErrorReply.of(
            Code.FAILED_PRECONDITION,
            ErrorReason.ERROR_REASON_PROVIDER_IN_USE,
            "connections use the provider, and their tokens are bound to issuer, token host and"
                + " client id")
        .with("provider", name)
        .with("next_step", "apply it under another name, or revoke and delete its connections");
  }
}
