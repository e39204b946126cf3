package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.rotakeep.v1.ConnectionProto;
import io.rotakeep.v1.ConnectionServiceProto;
import io.rotakeep.v1.ErrorsProto;
import io.rotakeep.v1.IncidentProto;
import io.rotakeep.v1.IncidentServiceProto;
import io.rotakeep.v1.ProviderProto;
import io.rotakeep.v1.ProviderServiceProto;
import io.rotakeep.v1.SystemServiceProto;
import io.rotakeep.v1.TokenServiceProto;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that every message of the API keeps, whoever adds the next one. */
class ApiSurfaceTest {
  /** What only ever comes in. A group of settings may well be called {@code refresh_token}. */
  private static final Set<String> INPUT_ONLY =
      Set.of("refresh_token", "client_secret", "secret", "secrets", "passphrase", "pin");

  @Test
  void noResponseCanCarryARefreshTokenOrAnotherSecretOfOurs() {
    var suspects =
        methods()
            .map(MethodDescriptor::getOutputType)
            .flatMap(response -> reachableFrom(response, new HashSet<>()))
            .filter(
                field ->
                    INPUT_ONLY.contains(field.getName()) || field.getName().endsWith("_secret"))
            .filter(field -> field.getJavaType() != FieldDescriptor.JavaType.MESSAGE);

    assertThat(suspects.map(FieldDescriptor::getFullName)).isEmpty();
  }

  @Test
  void refreshTokensComeInAsBytesInOnePlaceOnly() {
    var carriers =
        methods()
            .map(MethodDescriptor::getInputType)
            .flatMap(request -> reachableFrom(request, new HashSet<>()))
            .filter(field -> field.getName().equals("refresh_token"))
            .filter(field -> field.getJavaType() != FieldDescriptor.JavaType.MESSAGE)
            .toList();

    assertThat(carriers)
        .singleElement()
        .returns(
            "rotakeep.v1.ImportRefreshTokensRequest.refresh_token", FieldDescriptor::getFullName)
        .returns(FieldDescriptor.JavaType.BYTE_STRING, FieldDescriptor::getJavaType);
  }

  @Test
  void everyEnumBeginsWithUnspecifiedAndPrefixesItsNames() {
    assertThat(files().flatMap(file -> file.getEnumTypes().stream()))
        .allSatisfy(
            type -> {
              var prefix = prefixOf(type);
              assertThat(type.findValueByNumber(0).getName()).isEqualTo(prefix + "UNSPECIFIED");
              assertThat(type.getValues())
                  .allSatisfy(value -> assertThat(value.getName()).startsWith(prefix));
            });
  }

  @Test
  void everyListIsPaged() {
    var lists = methods().filter(method -> method.getName().startsWith("List")).toList();

    assertThat(lists)
        .hasSizeGreaterThan(3)
        .allSatisfy(
            method -> {
              assertThat(method.getInputType().findFieldByName("page_size")).isNotNull();
              assertThat(method.getInputType().findFieldByName("page_token")).isNotNull();
              assertThat(method.getOutputType().findFieldByName("next_page_token")).isNotNull();
            });
  }

  private static String prefixOf(EnumDescriptor type) {
    return type.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_";
  }

  private static Stream<FieldDescriptor> reachableFrom(Descriptor message, Set<String> seen) {
    if (!seen.add(message.getFullName())) {
      return Stream.empty();
    }
    return message.getFields().stream()
        .flatMap(
            field ->
                field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    ? Stream.concat(Stream.of(field), reachableFrom(field.getMessageType(), seen))
                    : Stream.of(field));
  }

  private static Stream<MethodDescriptor> methods() {
    return files()
        .flatMap(file -> file.getServices().stream())
        .map(ServiceDescriptor::getMethods)
        .flatMap(found -> found.stream());
  }

  private static Stream<FileDescriptor> files() {
    return Stream.of(
        ConnectionProto.getDescriptor(),
        ConnectionServiceProto.getDescriptor(),
        ErrorsProto.getDescriptor(),
        IncidentProto.getDescriptor(),
        IncidentServiceProto.getDescriptor(),
        ProviderProto.getDescriptor(),
        ProviderServiceProto.getDescriptor(),
        SystemServiceProto.getDescriptor(),
        TokenServiceProto.getDescriptor());
  }
}
