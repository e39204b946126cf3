package io.rotakeep.cli.providerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.BlastRadius;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientSecret;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.ComplianceDates;
import io.rotakeep.v1.Endpoints;
import io.rotakeep.v1.ErrorMeaning;
import io.rotakeep.v1.ErrorRule;
import io.rotakeep.v1.IdentitySettings;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.RefreshTokenSettings;
import io.rotakeep.v1.RequestBodyFormat;
import io.rotakeep.v1.RequestHeader;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import io.rotakeep.v1.ScopeSeparator;
import io.rotakeep.v1.ServerTls;
import io.rotakeep.v1.TokenAnswerSettings;
import io.rotakeep.v1.TokenRequestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderFileTest {
  @TempDir Path dir;

  @Test
  void sendsTheAuthoritiesThemselvesAndNoPath() throws IOException {
    Files.writeString(dir.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----");

    var request = read("name: own\ntls: {ca: {file: ca.pem}}");

    assertThat(request.getProvider().getTls().getCa()).isEqualTo("-----BEGIN CERTIFICATE-----");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tls: {ca: ca.pem}           | tls.ca: must be {file: PATH}
          tls: {ca: {env: CA}}        | tls.ca: must be {file: PATH}
          tls: {ca: {file: gone.pem}} | gone.pem does not exist
          tls: {cert: x}              | tls.cert: unknown key
          tls: {pins: sha256/AA}      | tls.pins: must be a list
          """)
  void refusesAuthoritiesThatAreNoFile(String line, String rule) {
    assertThatThrownBy(() -> read("name: own\n" + line)).hasMessageContaining(rule);
  }

  @Test
  void readsEveryKey() {
    var request =
        read(
            """
            name: salesforce-prod
            preset: salesforce
            issuer: https://login.salesforce.com
            discovery: true
            endpoints: {authorization: "http://127.0.0.1:9/a", token: "http://[::1]:9/t"}
            tls: {pins: ["sha256/r/mIkG3eEpVdm+u/ko/cwxzOMo1bk4TyHIlByibiA5E="]}
            client: {id: 3MVG9, type: confidential, authentication: client_secret_post}
            redirect_uri: https://tokens.example.com/oauth/callback
            return_urls: ["https://app.example.com/*"]
            login_hosts: [login.salesforce.com, "*.my.salesforce.com"]
            attribute_hosts: ["*.force.com"]
            max_grants_per_subject: 5
            confirm: false
            scopes: [refresh_token, api]
            rotation: {class: window, window: 1m30s, count: 1, blast_radius: subject}
            access_token: {default_ttl: 15m, introspect: true, attributes: [instance_url, id]}
            refresh_token: {idle_ttl: 30d, absolute_ttl: null}
            errors:
              - {code: invalid_grant, status: 400, text: too many, means: not_spent}
              - {code: gone, means: revoked}
            scope_separator: comma
            token_request: {body: json, headers: [{name: X-Version, value: "7"}]}
            token_answer: {error: status, description: message, bearer_types: [bot], tokens: user}
            identity: {answer: team.id, userinfo: account_id}
            security_contact: security@salesforce.com
            compliance: {pkce_due: 2026-05-11, rotation_due: 2026-05-11}
            """);

    assertThat(request.getProvider()).isEqualTo(everyKey());
    assertThat(request.getClearMask().getPathsList()).containsExactly("refresh_token.absolute_ttl");
  }

  private static Provider everyKey() {
    return ownWays()
        .setName("salesforce-prod")
        .setPreset("salesforce")
        .setIssuer("https://login.salesforce.com")
        .setDiscovery(true)
        .setEndpoints(
            Endpoints.newBuilder()
                .setAuthorization("http://127.0.0.1:9/a")
                .setToken("http://[::1]:9/t"))
        .setTls(
            ServerTls.newBuilder().addPins("sha256/r/mIkG3eEpVdm+u/ko/cwxzOMo1bk4TyHIlByibiA5E="))
        .setClient(client())
        .setRedirectUri("https://tokens.example.com/oauth/callback")
        .addReturnUrls("https://app.example.com/*")
        .addLoginHosts("login.salesforce.com")
        .addLoginHosts("*.my.salesforce.com")
        .addAttributeHosts("*.force.com")
        .setMaxGrantsPerSubject(5)
        .setConfirm(false)
        .addScopes("refresh_token")
        .addScopes("api")
        .setRotation(rotation())
        .setAccessToken(
            AccessTokenSettings.newBuilder()
                .setDefaultTtl(Duration.newBuilder().setSeconds(900))
                .setIntrospect(true)
                .addAttributes("instance_url")
                .addAttributes("id"))
        .setRefreshToken(
            RefreshTokenSettings.newBuilder()
                .setIdleTtl(Duration.newBuilder().setSeconds(30 * 86_400)))
        .setSecurityContact("security@salesforce.com")
        .setCompliance(
            ComplianceDates.newBuilder().setPkceDue("2026-05-11").setRotationDue("2026-05-11"))
        .build();
  }

  private static Provider.Builder ownWays() {
    return Provider.newBuilder()
        .addErrors(
            ErrorRule.newBuilder()
                .setCode("invalid_grant")
                .setStatus(400)
                .setText("too many")
                .setMeans(ErrorMeaning.ERROR_MEANING_NOT_SPENT))
        .addErrors(
            ErrorRule.newBuilder().setCode("gone").setMeans(ErrorMeaning.ERROR_MEANING_REVOKED))
        .setScopeSeparator(ScopeSeparator.SCOPE_SEPARATOR_COMMA)
        .setTokenRequest(
            TokenRequestSettings.newBuilder()
                .setBody(RequestBodyFormat.REQUEST_BODY_FORMAT_JSON)
                .addHeaders(RequestHeader.newBuilder().setName("X-Version").setValue("7")))
        .setTokenAnswer(
            TokenAnswerSettings.newBuilder()
                .setError("status")
                .setDescription("message")
                .addBearerTypes("bot")
                .setTokens("user"))
        .setIdentity(IdentitySettings.newBuilder().setAnswer("team.id").setUserinfo("account_id"));
  }

  private static ClientRegistration.Builder client() {
    return ClientRegistration.newBuilder()
        .setId("3MVG9")
        .setType(ClientType.CLIENT_TYPE_CONFIDENTIAL)
        .setAuthentication(ClientAuthentication.CLIENT_AUTHENTICATION_CLIENT_SECRET_POST);
  }

  private static Rotation.Builder rotation() {
    return Rotation.newBuilder()
        .setRotationClass(RotationClass.ROTATION_CLASS_WINDOW)
        .setWindow(Duration.newBuilder().setSeconds(90))
        .setCount(1)
        .setBlastRadius(BlastRadius.BLAST_RADIUS_SUBJECT);
  }

  @Test
  void leavesOutWhatTheFileLeavesOut() {
    var request = read("name: p\nreturn_urls: []\nconfirm: null\n");

    assertThat(request.getProvider()).isEqualTo(Provider.newBuilder().setName("p").build());
    assertThat(request.getClearMask().getPathsList()).containsExactly("return_urls", "confirm");
  }

  @Test
  void readsSecretsFromFilesAndVariables() throws IOException {
    Files.writeString(dir.resolve("new"), "first\r\n");

    var request = read("name: p\nclient: {secrets: [{file: new}, {env: OLD}]}\n");

    assertThat(request.getSecretsList())
        .extracting(ClientSecret::getValue)
        .containsExactly(ByteString.copyFromUtf8("first"), ByteString.copyFromUtf8("second"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                         | p.yaml: is empty; write keys and their"
            + " values",
        "issuer: https://a.example                  | p.yaml:1:1: name: is missing",
        "- name: p                                  | p.yaml:1:1: must be a mapping of keys to",
        "name: p%nnmae: q                           | p.yaml:2:1: nmae: unknown key; known here:"
            + " name,",
        "name: p%nrotation:%n  window: 30s%n  clas: x | p.yaml:4:3: rotation.clas: unknown key;"
            + " known here: class, window",
        "name: p%netag: x                           | p.yaml:2:1: etag: unknown key",
        "name: p%nclient: {secret_count: 1}         | p.yaml:2:10: client.secret_count: unknown"
            + " key; known here: id, type, authentication, secrets",
        "name: ''                                   | p.yaml:1:7: name: is blank; give a value",
        "name: p%nscopes: [' ']                     | p.yaml:2:10: scopes[0]: is blank; give a"
            + " value",
        "name: p%nname: q                           | p.yaml:2:1: name: is given twice",
        "name: 5                                    | p.yaml:1:7: name: must be text; put it in"
            + " quotes; this is a number",
        "name: [p]                                  | p.yaml:1:7: name: must be text; put it in"
            + " quotes; this is a list",
        "name: p%nconfirm: yes                      | p.yaml:2:10: confirm: must be true or false;"
            + " this is text",
        "name: p%nscopes: api                       | p.yaml:2:9: scopes: must be a list",
        "name: p%nscopes: [api, 7]                  | p.yaml:2:15: scopes[1]: must be text",
        "name: p%nrotation: family                  | p.yaml:2:11: rotation: must be a mapping",
        "name: p%nrotation: {class: FAMILY}         | p.yaml:2:19: rotation.class: must be one of"
            + " none, overlapping, successor, window,",
        "name: p%nrotation: {class: 1}              | p.yaml:2:19: rotation.class: must be one of"
            + " none,",
        "name: p%nrotation: {window: 30}            | p.yaml:2:20: rotation.window: must be a"
            + " duration with its unit, such as 90s or 30d; this is a number",
        "name: p%nrotation: {window: 30 s}          | p.yaml:2:20: rotation.window: must be a"
            + " duration with its unit",
        "name: p%nmax_grants_per_subject: 1.5       | p.yaml:2:25: max_grants_per_subject: must be"
            + " a whole number; this is a number with decimals",
        "name: p%nmax_grants_per_subject: 99999999999 | p.yaml:2:25: max_grants_per_subject: is too"
            + " large",
        "name: p%nissuer: http://a.example          | p.yaml:2:9: issuer: plain http is for"
            + " loopback only; use https",
        "name: p%nissuer: ftp://a.example           | p.yaml:2:9: issuer: must begin with https://",
        "name: p%nissuer: a.example                 | p.yaml:2:9: issuer: must be a URL with a"
            + " host",
        "name: p%nissuer: https://u@a.example       | p.yaml:2:9: issuer: must be a URL without"
            + " user name",
        "name: p%nendpoints: {token: 'http://127.0.0.1.evil/'} | p.yaml:2:20: endpoints.token:"
            + " plain http",
        "name: p%nreturn_urls: ['http://app.example'] | p.yaml:2:15: return_urls[0]: plain http",
        "name: p%nerrors: [{means: busy}]           | p.yaml:2:10: errors[0].code: is missing; an"
            + " error is recognized by its code",
        "name: p%nerrors: [{code: a, means: bad}]   | p.yaml:2:27: errors[0].means: must be one of"
            + " token_refused, revoked,",
        "name: p%nerrors: [{code: a, status: 99999999999, means: busy}] | p.yaml:2:28:"
            + " errors[0].status: is too large",
        "name: p%nerrors: [{code: a, means: busy, text: null}] | p.yaml:2:39: errors[0].text: has"
            + " no value",
        "name: p%nerrors: [busy]                    | p.yaml:2:10: errors[0]: must be a mapping of"
            + " keys to values",
        "name: p%ntoken_request: {headers: [{name: A}]} | p.yaml:2:27:"
            + " token_request.headers[0].value: is missing; a header has a name and a value",
        "name: p%ntoken_request: {body: xml}        | p.yaml:2:23: token_request.body: must be one"
            + " of form, json",
        "name: p%nscope_separator: ','              | p.yaml:2:18: scope_separator: must be one of"
            + " space, comma",
        "name: p%nidentity: {subject: id}           | p.yaml:2:12: identity.subject: unknown key;"
            + " known here: answer, userinfo",
        "name: p%ncompliance: {pkce_due: 11.5.2026} | p.yaml:2:24: compliance.pkce_due: must be a"
            + " date",
        "name: p%nclient: {secrets: hunter2}        | p.yaml:2:19: client.secrets: a secret does"
            + " not belong in this file; give [{file: PATH}] or [{env: NAME}]",
        "name: p%nclient: {secrets: [hunter2]}      | p.yaml:2:20: client.secrets: a secret does"
            + " not belong in this file",
        "name: p%nclient: {secrets: [{value: hunter2}]} | p.yaml:2:21: client.secrets: a secret"
            + " does not belong in this file",
        "name: p%nclient: {secret: hunter2}         | p.yaml:2:10: client.secret: a secret does not"
            + " belong in this file",
        "name: p%nclient_secret: hunter2            | p.yaml:2:1: client_secret: a secret does not"
            + " belong in this file",
        "name: p%nclient: {secrets: [{file: none}]} | p.yaml:2:27: client.secrets: {dir}/none does"
            + " not exist",
        "name: p%nclient: {secrets: [{file: .}]}    | p.yaml:2:27: client.secrets: {dir}/. cannot"
            + " be read",
        "name: p%nclient: {secrets: [{file: empty}]} | p.yaml:2:27: client.secrets: {dir}/empty is"
            + " empty",
        "name: p%nclient: {secrets: [{file: /dev/zero}]} | p.yaml:2:27: client.secrets: /dev/zero"
            + " is longer than 16384 bytes",
        "name: p%ntls: {ca: {file: /dev/zero}}      | p.yaml:2:18: tls.ca: /dev/zero is longer"
            + " than 64 KiB",
        "name: p%nclient: {secrets: [{env: NONE}]}  | p.yaml:2:26: client.secrets: the"
            + " environment variable that it names is not set",
        "name: p%nclient: {secrets: [{env: OLD}, {env: OLD}, {env: OLD}]} | p.yaml:2:19:"
            + " client.secrets: at most two",
        "name: &a p%nissuer: *a                     | p.yaml:2:9: anchors and aliases are not"
            + " supported",
        "name: p%n---%nname: q                      | p.yaml:3:1: a second document",
        "name: 'p                                   | p.yaml:1:",
        "name: p%n%tissuer: x                       | p.yaml:2:1: is no YAML: while scanning for"
            + " the next token, found character",
      })
  void refusesWhatIsWrongWithFileLineColumnKeyAndMend(String yaml, String message)
      throws IOException {
    Files.writeString(dir.resolve("empty"), "\n");
    var text = yaml.replace("%n", "\n").replace("%t", "\t");

    assertThatExceptionOfType(RefusedFileException.class)
        .isThrownBy(() -> read(text))
        .withMessageStartingWith(message.replace("{dir}", dir.toString()))
        .matches(failure -> !String.valueOf(failure.getMessage()).contains("hunter2"));
  }

  private ApplyProviderRequest read(String yaml) {
    return ProviderFile.read("p.yaml", yaml, dir, Map.of("OLD", "second")).request();
  }
}
