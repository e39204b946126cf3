package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.enrollment.ClientEvents;
import io.rotakeep.core.enrollment.ClientEvents.Ending;
import io.rotakeep.core.enrollment.ClientEvents.Result;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.v1.AnnounceEventRequest;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.WithdrawEventRequest;

/** The calls by which a person says that a provider is about to end many grants. */
final class EventAnnouncing {
  private final ClientEvents events;

  EventAnnouncing(ClientEvents events) {
    this.events = events;
  }

  io.rotakeep.v1.Provider announce(RpcCall call, AnnounceEventRequest request) {
    return shown(
        request.getName(),
        events.announce(
            ProviderName.of("name", request.getName()),
            ending(request),
            Orders.explained(call, request.getComment(), request.getRequestId())));
  }

  io.rotakeep.v1.Provider withdraw(RpcCall call, WithdrawEventRequest request) {
    return shown(
        request.getName(),
        events.withdraw(
            ProviderName.of("name", request.getName()),
            Orders.of(call, request.getComment(), request.getRequestId())));
  }

  private static Ending ending(AnnounceEventRequest request) {
    return switch (request.getEndingCase()) {
      case END_TIME -> new Ending.At(Times.instant("end_time", request.getEndTime()));
      case DURATION -> new Ending.After(Times.notNegative("duration", request.getDuration()));
      case ENDING_NOT_SET ->
          throw new InvalidFieldException("end_time", "is required, or a duration");
    };
  }

  private static io.rotakeep.v1.Provider shown(String name, Result result) {
    return switch (result) {
      case Result.Done(Provider provider) -> ProviderMessages.of(provider).build();
      case Result.NoSuchProvider _ -> throw EnrollmentReplies.noSuchProvider(name).toException();
      case Result.Changed _ ->
          throw ErrorReply.of(
                  Code.ABORTED,
                  ErrorReason.ERROR_REASON_ETAG_MISMATCH,
                  "the provider was changed by somebody else at the same time")
              .with("next_step", "try again")
              .toException();
    };
  }
}
