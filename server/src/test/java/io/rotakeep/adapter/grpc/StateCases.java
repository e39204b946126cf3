package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.ApiCase.accepted;
import static io.rotakeep.adapter.grpc.ApiCase.invalid;
import static io.rotakeep.adapter.grpc.ApiCase.refused;
import static io.rotakeep.adapter.grpc.BadInputBed.PROVIDER;
import static io.rotakeep.adapter.grpc.BadInputBed.TAKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.RetryInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.testkit.corpus.Row;
import io.rotakeep.testkit.doubles.Endpoint;
import io.rotakeep.testkit.doubles.Fault;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ImportRotation;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.LookupFingerprintRequest;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RotationClass;
import io.rotakeep.v1.StartAuthorizationRequest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Good questions at a bad time. */
final class StateCases {
  private static final String IDP_TEXT = "<script>idp-canary</script>";

  private StateCases() {}

  static List<ApiCase> all() {
    return Stream.of(sealed(), withoutConsent(), troubled(), turkish())
        .flatMap(List::stream)
        .toList();
  }

  private static List<ApiCase> sealed() {
    return List.of(
        refused(
            Row.B23,
            "GetAccessToken while sealed, without a hint to wait",
            Code.UNAVAILABLE,
            "SEALED",
            bed -> sealed(bed, () -> bed.tokens().getAccessToken(BadInputBed.asking(TAKEN)))),
        refused(
            Row.B23,
            "ListConnections while sealed",
            Code.UNAVAILABLE,
            "SEALED",
            bed ->
                sealed(
                    bed,
                    () ->
                        bed.connections()
                            .listConnections(ListConnectionsRequest.getDefaultInstance()))));
  }

  private static List<ApiCase> withoutConsent() {
    return List.of(
        refused(
                Row.B24,
                "GetAccessToken of a connection that nobody has consented to",
                Code.FAILED_PRECONDITION,
                "CONNECTION_PENDING",
                StateCases::pending)
            .changingOnItsWay(),
        refused(
                Row.B24,
                "GetAccessToken after a refused refresh token, without the server's own words",
                Code.FAILED_PRECONDITION,
                "CONNECTION_QUARANTINED",
                StateCases::stolen)
            .changingOnItsWay()
            .hiding("idp-canary"),
        refused(
                Row.B24,
                "GetAccessToken after a refresh token has ended, with the cause and not the words",
                Code.FAILED_PRECONDITION,
                "REAUTHORIZATION_REQUIRED",
                StateCases::ended)
            .changingOnItsWay()
            .hiding("idp-canary"),
        refused(
            Row.B24,
            "GetAccessToken of a connection that does not exist",
            Code.NOT_FOUND,
            "CONNECTION_NOT_FOUND",
            bed -> bed.tokens().getAccessToken(BadInputBed.asking("odd/nobody"))));
  }

  private static List<ApiCase> troubled() {
    return List.of(
        accepted(
                Row.B50,
                "LookupFingerprint with a token, of which nothing is written down",
                bed ->
                    bed.system()
                        .lookupFingerprint(
                            LookupFingerprintRequest.newBuilder()
                                .setToken(ByteString.copyFromUtf8("pasted-token-canary"))
                                .build()))
            .hiding("pasted-token-canary"),
        refused(
                Row.B25,
                "GetAccessToken while the provider is down, with a hint to wait",
                Code.UNAVAILABLE,
                "PROVIDER_UNAVAILABLE",
                StateCases::down)
            .changingOnItsWay(),
        refused(
                Row.B26,
                "GetAccessToken of a connection whose row holds another's token",
                Code.DATA_LOSS,
                "INTEGRITY",
                StateCases::swapped)
            .changingOnItsWay());
  }

  private static List<ApiCase> turkish() {
    return List.of(
        invalid(
            Row.B58,
            "an id with a Turkish dotted I, in Turkey",
            "connection",
            bed -> inTurkey(() -> bed.tokens().getAccessToken(BadInputBed.asking("CRM/\u0130")))),
        invalid(
            Row.B58,
            "a filter by a state in small letters, in Turkey",
            "filter",
            bed -> inTurkey(() -> list(bed, "state = active"))),
        accepted(
            Row.B58,
            "a filter by a state with an I in it, in Turkey",
            bed -> inTurkey(() -> list(bed, "state = IN_DOUBT AND provider = ii"))));
  }

  private static void sealed(BadInputBed bed, Runnable call) throws Exception {
    bed.api.vault.seal.seal();
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      assertThat(waits(e)).isFalse();
      throw e;
    } finally {
      bed.api.vault.seal.unseal();
    }
  }

  /** Two connections exchange their rows' secrets, as somebody with the database could. */
  private static void swapped(BadInputBed bed) throws Exception {
    for (String id : List.of("odd/mine", "odd/other")) {
      var request = bed.api.granted(id, PROVIDER);
      var _ = bed.imported(request.setRotate(ImportRotation.IMPORT_ROTATION_FIRST_USE).build());
    }
    bed.swapTokens("odd/mine", "odd/other");
    bed.tokens().getAccessToken(BadInputBed.asking("odd/mine"));
  }

  private static void inTurkey(Runnable call) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.of("tr", "TR"));
    try {
      call.run();
    } finally {
      Locale.setDefault(before);
    }
  }

  private static void list(BadInputBed bed, String filter) {
    var _ =
        bed.connections()
            .listConnections(ListConnectionsRequest.newBuilder().setFilter(filter).build());
  }

  private static void pending(BadInputBed bed) {
    var _ =
        bed.connections()
            .startAuthorization(
                StartAuthorizationRequest.newBuilder()
                    .setConnection("odd/pending")
                    .setProvider(PROVIDER)
                    .build());
    bed.tokens().getAccessToken(BadInputBed.asking("odd/pending"));
  }

  private static void stolen(BadInputBed bed) throws Exception {
    var _ = bed.imported(bed.api.granted("odd/stolen", PROVIDER).build());
    bed.api
        .server
        .behaviour()
        .faults()
        .once(Endpoint.TOKEN, new Fault.Refusal(400, "invalid_grant", IDP_TEXT));
    try {
      var _ =
          bed.connections()
              .refreshConnection(
                  RefreshConnectionRequest.newBuilder().setConnection("odd/stolen").build());
    } catch (StatusRuntimeException e) {
      bed.assertHarmless(TestApi.detailsOf(e), List.of("idp-canary"));
    }
    bed.tokens().getAccessToken(BadInputBed.asking("odd/stolen"));
  }

  /** Where a second use tells of no theft, a refused token is taken for one that has ended. */
  private static void ended(BadInputBed bed) throws Exception {
    var lenient = bed.api.description("lenient");
    lenient.getRotationBuilder().setRotationClass(RotationClass.ROTATION_CLASS_NONE);
    var _ = bed.providers().apply(ApplyProviderRequest.newBuilder().setProvider(lenient).build());
    var request = bed.api.granted("odd/ended", "lenient");
    var _ = bed.imported(request.setRotate(ImportRotation.IMPORT_ROTATION_FIRST_USE).build());
    bed.api
        .server
        .behaviour()
        .faults()
        .once(Endpoint.TOKEN, new Fault.Refusal(400, "invalid_grant", IDP_TEXT));
    for (int call = 0; call < 2; call++) {
      StatusRuntimeException error =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> bed.tokens().getAccessToken(BadInputBed.asking("odd/ended")));
      bed.assertHarmless(TestApi.detailsOf(error), List.of("idp-canary"));
      assertThat(TestApi.infoOf(error).getMetadataMap())
          .containsEntry("state", "REAUTHORIZATION_REQUIRED")
          .containsEntry("connection_reason", "REVOKED_UPSTREAM")
          .containsKey("next_step");
      if (call == 1) {
        throw error;
      }
    }
  }

  private static void down(BadInputBed bed) throws Exception {
    var request = bed.api.granted("odd/down", PROVIDER);
    var _ = bed.imported(request.setRotate(ImportRotation.IMPORT_ROTATION_FIRST_USE).build());
    bed.api.server.behaviour().faults().once(Endpoint.TOKEN, Fault.status(503));
    try {
      bed.tokens().getAccessToken(BadInputBed.asking("odd/down"));
    } catch (StatusRuntimeException e) {
      assertThat(waits(e)).isTrue();
      throw e;
    }
  }

  private static boolean waits(StatusRuntimeException error) {
    for (Any detail : TestApi.detailsOf(error).getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        return true;
      }
    }
    return false;
  }
}
