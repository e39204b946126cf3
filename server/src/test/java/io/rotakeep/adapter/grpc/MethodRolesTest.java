package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.rotakeep.v1.ConnectionServiceProto;
import io.rotakeep.v1.IncidentServiceProto;
import io.rotakeep.v1.ProviderServiceProto;
import io.rotakeep.v1.SystemServiceProto;
import io.rotakeep.v1.TokenServiceProto;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MethodRolesTest {
  static Stream<String> methods() {
    List<FileDescriptor> files =
        List.of(
            TokenServiceProto.getDescriptor(),
            ConnectionServiceProto.getDescriptor(),
            ProviderServiceProto.getDescriptor(),
            IncidentServiceProto.getDescriptor(),
            SystemServiceProto.getDescriptor());
    return files.stream()
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .map(method -> method.getService().getFullName() + "/" + method.getName());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodHasARule(String method) {
    assertThat(MethodRoles.ruleOf(method)).isPresent();
  }

  @Test
  void onlyTheStatusIsForAnyone() {
    assertThat(
            methods().filter(method -> MethodRoles.ruleOf(method).orElseThrow().needed().isEmpty()))
        .containsExactly("rotakeep.v1.SystemService/GetStatus");
  }

  @Test
  void aMethodOutsideTheTableCanBeCalledByNobody() {
    assertThat(MethodRoles.ruleOf("rotakeep.v1.TokenService/StealToken")).isEmpty();
  }
}
