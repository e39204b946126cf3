package io.rotakeep.adapter.grpc;

import com.google.protobuf.util.Durations;
import io.rotakeep.core.notice.Delivery;
import io.rotakeep.core.notice.Notices;
import io.rotakeep.core.notice.Trouble;
import io.rotakeep.v1.Fault;
import io.rotakeep.v1.NoticeTrial;
import io.rotakeep.v1.TestNoticesResponse;
import java.util.List;

/** What callers hear of the receivers of notices. */
final class NoticeMessages {
  private NoticeMessages() {}

  static Fault fault(Trouble trouble) {
    return Fault.newBuilder()
        .setPart("notify/" + trouble.receiver().name())
        .setSince(Times.timestamp(trouble.since()))
        .setDetail(trouble.receiver().host() + " takes no notices: " + trouble.cause())
        .setNextStep("mend it, then: rotakeep operator test-notify")
        .build();
  }

  static TestNoticesResponse tried(List<Notices.Tried> all) {
    TestNoticesResponse.Builder response = TestNoticesResponse.newBuilder();
    for (Notices.Tried one : all) {
      NoticeTrial.Builder trial =
          NoticeTrial.newBuilder()
              .setReceiver(one.receiver().name())
              .setHost(one.receiver().host())
              .setDuration(Durations.fromMillis(one.took().toMillis()));
      switch (one.delivery()) {
        case Delivery.Delivered _ -> trial.setDelivered(true);
        case Delivery.Failed(String cause) -> trial.setCause(cause);
      }
      response.addTrials(trial);
    }
    return response.build();
  }
}
