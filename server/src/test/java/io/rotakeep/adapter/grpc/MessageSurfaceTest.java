package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.rotakeep.v1.ConnectionServiceProto;
import io.rotakeep.v1.IncidentServiceProto;
import io.rotakeep.v1.ProviderServiceProto;
import io.rotakeep.v1.SystemServiceProto;
import io.rotakeep.v1.TokenServiceProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the schema itself lets nobody do, whatever the code behind it. */
final class MessageSurfaceTest {
  private static final List<FileDescriptor> FILES =
      List.of(
          TokenServiceProto.getDescriptor(),
          ConnectionServiceProto.getDescriptor(),
          ProviderServiceProto.getDescriptor(),
          IncidentServiceProto.getDescriptor(),
          SystemServiceProto.getDescriptor());

  private static final Pattern SECRET =
      Pattern.compile(".*(refresh_token|client_secret|secrets?|verifier|passphrase|password)");

  /** Settings of refresh tokens, and how many secrets there are. */
  private static final Set<String> ABOUT_SECRETS = Set.of("rotakeep.v1.Provider.refresh_token");

  @Test
  void noAnswerHasAFieldForARefreshTokenOrASecret() {
    Set<String> fields = fieldsOf(MethodDescriptor::getOutputType);

    assertThat(fields).hasSizeGreaterThan(100);
    assertThat(fields)
        .filteredOn(name -> SECRET.matcher(name).matches())
        .containsExactlyInAnyOrderElementsOf(ABOUT_SECRETS);
  }

  @Test
  void refreshTokensComeInByImportOnly() {
    Set<String> fields = fieldsOf(MethodDescriptor::getInputType);

    assertThat(fields)
        .filteredOn(name -> name.endsWith(".refresh_token"))
        .containsExactlyInAnyOrder(
            "rotakeep.v1.ImportRefreshTokensRequest.refresh_token",
            "rotakeep.v1.Provider.refresh_token");
  }

  private static Set<String> fieldsOf(Function<MethodDescriptor, Descriptor> side) {
    Set<Descriptor> seen = new HashSet<>();
    Set<String> fields = new HashSet<>();
    FILES.stream()
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .map(side)
        .forEach(message -> collect(message, seen, fields));
    return fields;
  }

  private static void collect(Descriptor message, Set<Descriptor> seen, Set<String> fields) {
    if (!seen.add(message)) {
      return;
    }
    for (FieldDescriptor field : message.getFields()) {
      fields.add(field.getFullName());
      if (field.getJavaType() == JavaType.MESSAGE) {
        collect(field.getMessageType(), seen, fields);
      }
    }
  }
}
