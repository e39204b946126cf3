package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.enrollment.TokenImports;
import io.rotakeep.core.enrollment.TokenImports.Import;
import io.rotakeep.core.enrollment.TokenImports.Imported;
import io.rotakeep.core.enrollment.TokenImports.Overwriting;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.ImportRotation;
import org.jspecify.annotations.Nullable;

/** The method that adopts refresh tokens: one answer for each, so one failure ends nothing. */
final class Importing {
  private final TokenImports imports;
  private final ConnectionParts parts;
  private final GrantLimitMessages limits;
  private final FailureReplies failures;

  Importing(TokenImports imports, ConnectionParts parts, GrantLimitMessages limits) {
    this.imports = imports;
    this.parts = parts;
    this.limits = limits;
    this.failures = new FailureReplies(parts.store(), parts.incidents());
  }

  ImportRefreshTokensResponse adopt(RpcCall call, ImportRefreshTokensRequest request) {
    ImportRefreshTokensResponse.Builder response =
        ImportRefreshTokensResponse.newBuilder().setLine(request.getLine());
    try {
      ConnectionId id = call.connection("connection", request.getConnection());
      response.setConnection(id.value());
      var _ = RequestIds.of(call, request.getRequestId());
      requireLabels(call, id, request);
      try (SecretBytes token = SecretBytes.owning(request.getRefreshToken().toByteArray())) {
        return answer(response, id, imports.adopt(wanted(call, id, request, token)));
      }
    } catch (RuntimeException e) {
      return failed(response, Errors.of(e, call.log()));
    }
  }

  /** An import gives labels to a connection that is new; what others have stays. */
  private static void requireLabels(
      RpcCall call, ConnectionId id, ImportRefreshTokensRequest request) {
    call.labelling(
        id,
        rights -> {
          rights.requireToCreate(id.value(), request.getLabelsMap());
          return true;
        });
  }

  private static Import wanted(
      RpcCall call, ConnectionId id, ImportRefreshTokensRequest request, SecretBytes token) {
    if (request.getProvider().isEmpty()) {
      throw new InvalidFieldException("provider", "is required");
    }
    return new Import(
        id,
        new ProviderName(request.getProvider()),
        token,
        request.getLabelsMap(),
        orNull(request.getLoginHost()),
        orNull(request.getExpectedSubject()),
        rotateNow(request.getRotate()),
        overwriting(request),
        call.caller().name());
  }

  private ImportRefreshTokensResponse answer(
      ImportRefreshTokensResponse.Builder response, ConnectionId id, Imported imported) {
    return switch (imported) {
      case Imported.Adopted(Connection connection, boolean replaced) ->
          stored(response, connection)
              .setResult(
                  replaced
                      ? ImportResult.IMPORT_RESULT_REPLACED
                      : ImportResult.IMPORT_RESULT_ADOPTED)
              .build();
      case Imported.AlreadyAdopted(Connection connection) ->
          stored(response, connection)
              .setResult(ImportResult.IMPORT_RESULT_ALREADY_ADOPTED)
              .build();
      case Imported.Acceptable() ->
          response.setResult(ImportResult.IMPORT_RESULT_ACCEPTABLE).build();
      case Imported.NoSuchProvider() -> failed(response, EnrollmentReplies.noSuchProvider(""));
      case Imported.Exists() ->
          failed(
              response,
              EnrollmentReplies.exists(
                  id, "the id has another token, or the token another id; replace overrides"));
      case Imported.Retired(ConnectionId owner, IncidentId incident) ->
          failed(response, retired(id, owner, incident));
      case Imported.NotRotated(Connection connection, var failure) ->
          failed(stored(response, connection), failures.of(failure, id));
    };
  }

  /** The other connection is not named: the caller need not know of it. */
  private static ErrorReply retired(
      ConnectionId id, ConnectionId owner, @Nullable IncidentId incident) {
    return ErrorReply.of(
            Code.FAILED_PRECONDITION,
            ErrorReason.ERROR_REASON_TOKEN_RETIRED,
            owner.equals(id)
                ? "this connection has replaced the token, and nobody but it should have had it;"
                    + " it was sent nowhere"
                : "the token is, or was, another connection's alone; it was sent nowhere")
        .with("connection", id.value())
        .with("incident", incident == null ? null : incident.value())
        .with("next_step", "find out where it came from; to go on, let somebody consent again");
  }

  private ImportRefreshTokensResponse.Builder stored(
      ImportRefreshTokensResponse.Builder response, Connection connection) {
    limits.of(connection).ifPresent(response::setGrantLimit);
    return response.setState(ConnectionWords.state(parts.holds().effective(connection)));
  }

  private static ImportRefreshTokensResponse failed(
      ImportRefreshTokensResponse.Builder response, ErrorReply error) {
    if (error.isInternal()) {
      throw error.toException();
    }
    return response.setResult(ImportResult.IMPORT_RESULT_FAILED).setError(error.proto()).build();
  }

  private static boolean rotateNow(ImportRotation rotation) {
    return switch (rotation) {
      case IMPORT_ROTATION_UNSPECIFIED, IMPORT_ROTATION_NOW -> true;
      case IMPORT_ROTATION_FIRST_USE -> false;
      case UNRECOGNIZED -> throw new InvalidFieldException("rotate", "must be NOW or FIRST_USE");
    };
  }

  private static Overwriting overwriting(ImportRefreshTokensRequest request) {
    if (request.getDryRun()) {
      return Overwriting.DRY_RUN;
    }
    return request.getReplace() ? Overwriting.REPLACE : Overwriting.NEVER;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
