package io.rotakeep.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonFileRefusalTest {
  private static final List<String> GOOD =
      List.of(
          "data_dir: data",
          "listen: {grpc: {tls: {cert: c.pem, key: k.pem, client_ca: ca.pem}}}",
          "seal: {type: key-file, path: seal.key}",
          "audit: [{type: file, path: audit.jsonl}]",
          "policies: [{name: ops, callers: [dev], connections: ['**'], roles: [operator]}]");

  @TempDir Path dir;

  @BeforeEach
  void putFilesBeside() throws IOException {
    for (String name : List.of("c.pem", "k.pem", "ca.pem")) {
      Files.writeString(dir.resolve(name), "");
    }
    Files.writeString(dir.resolve("p.yaml"), "policies:\n- {name: ops, roles: [king]}\n");
    Files.writeString(dir.resolve("key"), "whsec_TWZLUTlyOEdLWXFyVHdqVVBEOElMUFpJbzJMYUxhU3c=\n");
    Files.writeString(dir.resolve("c.key"), "not a webhook's");
    Files.createDirectory(dir.resolve("data"));
    Files.createSymbolicLink(dir.resolve("alias"), dir.resolve("data"));
  }

  /** The line takes the place of the good file's line with its key, or stands in line 6. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "datadir: x | 6:1: datadir: unknown key; known here: data_dir, witness, store, listen,"
            + " seal, audit, policies, policies_file, quotas, approvals, notify, incidents, egress,"
            + " limits, node; did you mean data_dir?",
        "store: {type: h2, path: x} | 6:19: store.path: unknown key; known here: type, url,",
        "store: {url: x} | 6:8: store.type: is missing; write type: h2",
        "store: {type: postgresql} | 6:15: store.type: postgresql is not in this version; write h2",
        "store: {type: mysql} | 6:15: store.type: must be one of h2, postgresql",
        "store: {type: h2, url: 'jdbc:h2:mem:'} | 6:24: store.url: goes with type: postgresql;",
        "data_dir: 5 | 1:11: data_dir: must be text; put it in quotes; this is a number",
        "data_dir: [a] | 1:11: data_dir: must be text; put it in quotes; this is a list",
        "data_dir: | 1:10: data_dir: has no value; give one or leave the key out",
        "data_dir: ' ' | 1:11: data_dir: has no value; give one or leave the key out",
        "data_dir: / | 1:11: data_dir: must not be the root directory; write",
        "data_dir: 'x;INIT=y' | 1:11: data_dir: must be a path without ; and control",
        "data_dir: ~/x | 1:11: data_dir: nothing is expanded in this file; write the path out",
        "data_dir: ${HOME}/x | 1:11: data_dir: nothing is expanded in this file;",
        "witness: data/w | 6:10: witness: must not be in data_dir: who restores one would restore",
        "witness: data | 6:10: witness: must not be in data_dir",
        "witness: x/../data/w | 6:10: witness: must not be in data_dir",
        "witness: alias/w | 6:10: witness: must not be in data_dir",
        "listen: | 2:8: listen: has no value; give one or leave the key out",
        "listen: {http: {}} | 2:9: listen.grpc: is missing; write grpc: {tls: {cert: …",
        "listen: {grpc: {}} | 2:16: listen.grpc.tls: is missing; callers are known by",
        "listen: {grpc: 8740} | 2:16: listen.grpc: must be a mapping of keys to values; this is",
        "listen: {grpc: {adress: x}} | 2:17: listen.grpc.adress: unknown key; known here: address,",
        "listen: {grpc: {tls: {cert: c.pem, key: k.pem}}} | 2:22: listen.grpc.tls.client_ca: is"
            + " missing; write client_ca:",
        "listen: {grpc: {tls: {cert: no.pem}}} | 2:29: listen.grpc.tls.cert: {dir}/no.pem is no"
            + " file; make one, or correct the path",
        "listen: {grpc: {tls: {cert: data}}} | 2:29: listen.grpc.tls.cert: {dir}/data is no file",
        "listen: {grpc: {address: 8740}} | 2:26: listen.grpc.address: must be text; put it in",
        "listen: {grpc: {address: localhost}} | 2:26: listen.grpc.address: must be host:port, such",
        "listen: {grpc: {address: 'a:65536'}} | 2:26: listen.grpc.address: must have a port from 0",
        "listen: {grpc: {address: '[::g]:1'}} | 2:26: listen.grpc.address: must be host:port",
        "listen: {grpc: {address: '[1::2::3]:1'}} | 2:26: listen.grpc.address: must have an IPv6",
        "listen: {grpc: {address: 'unix:/x'}} | 2:26: listen.grpc.address: must be host:port;"
            + " a socket file goes to listen.unix",
        "listen: {grpc: {tls: {cert: c.pem, key: k.pem, client_ca: ca.pem}, reflection: yes}}"
            + " | 2:80: listen.grpc.reflection: must be true or false; this is text",
        "listen: {unix: {}} | 2:16: listen.unix.path: is missing; write path: /run/rotakeep/",
        "listen: {unix: {path: s, mode: 0660}} | 2:32: listen.unix.mode: must be text; put it in"
            + " quotes",
        "listen: {unix: {path: s, mode: '0460'}} | 2:32: listen.unix.mode: must be octal"
            + " permissions in quotes that let the owner in, such as \"0660\"",
        "listen: {grpc: {tls: {cert: c.pem, key: k.pem, client_ca: ca.pem}}, http: {public_url:"
            + " 'http://a.example'}} | 2:88: listen.http.public_url: must use https;",
        "listen: {grpc: {tls: {cert: c.pem, key: k.pem, client_ca: ca.pem}}, http: {public_url:"
            + " 'https://a.example/?x'}} | 2:88: listen.http.public_url: must have no query",
        "listen: {grpc: {tls: {cert: c.pem, key: k.pem, client_ca: ca.pem}}, http: {public_url:"
            + " 'a b'}} | 2:88: listen.http.public_url: must be a URL, such as https://",
        "listen: {grpc: {tls: {cert: c.pem, key: k.pem, client_ca: ca.pem}}, metrics: {address:"
            + " '127.0.0.1:8741'}} | 2:78: listen.metrics: has the address of another listener;",
        "listen: {grpc: {address: '127.0.0.1:8741', tls: {cert: c.pem, key: k.pem, client_ca:"
            + " ca.pem}}} | 2:16: listen.grpc: has the address of listen.http; give each its own",
        "seal: {path: x} | 3:7: seal.type: is missing; write type: key-file",
        "seal: {type: key-file} | 3:14: seal.type: key-file needs the file: write path: /etc",
        "seal: {type: pkcs11} | 3:14: seal.type: pkcs11 needs the module: write library: /usr",
        "seal: {type: shamir, slot_index: -1} | 3:34: seal.slot_index: ",
        "seal: {type: shamir, key_label: 'a b'} | 3:33: seal.key_label: must be 1 to 64",
        "seal: {type: vault} | 3:14: seal.type: must be one of key-file, passphrase, shamir,",
        "audit: [] | 4:8: audit: is empty; give at least one",
        "audit: {type: file} | 4:8: audit: must be a list, such as [one, two]; this is a mapping",
        "audit: [{type: syslog}] | 4:9: audit[0].address: is missing; write address: unix:/dev/log",
        "audit: [{type: file}] | 4:9: audit[0].path: is missing; write path: /var/log"
            + "/rotakeep/audit.jsonl",
        "audit: [{type: syslog, address: 'unix:/dev/log'}] | 4:8: audit: has no device that is"
            + " required; write required: true for one",
        "audit: [{type: syslog, address: 'http://x'}] | 4:33: audit[0].address: must be"
            + " unix:/dev/log, udp://HOST:514, tcp://HOST:601 or tls://HOST:6514",
        "audit: [{type: file, path: a, rotate_size: 1KiB}] | 4:44: audit[0].rotate_size: must be"
            + " 64KiB or more",
        "audit: [{type: file, path: a, facility: local0}] | 4:41: audit[0].facility: goes with"
            + " type: syslog",
        "audit: [{type: file, path: a, required: false, durable_reads: true}] | 4:63:"
            + " audit[0].durable_reads: goes with a file that is required",
        "audit: [{type: file, path: a}, {type: file, path: ./a}] | 4:51: audit[1].path: is the file"
            + " of another audit device; give each its own",
        "policies: [] | 5:11: policies: is empty; give at least one",
        "policies: [{name: a}] | 5:12: policies[0].callers: is missing; write callers:",
        "policies: [{name: A}] | 5:19: policies[0].name: must be 1 to 64 characters of a-z",
        "policies: [{name: a, callers: [crm], connections: ['**'], roles: [reader]}] | 5:32:"
            + " policies[0].callers[0]: crm names nobody (an identity of no known kind); write",
        "policies: [{name: a, callers: [dev], connections: ['a*'], roles: [reader]}] | 5:52:"
            + " policies[0].connections[0]: a* is no pattern; write an id, salesforce/*,",
        "policies: [{name: a, callers: [dev], connections: ['**'], roles: [root]}] | 5:67:"
            + " policies[0].roles[0]: must be one of reader, enroller, security, support,",
        "policies: [{name: a, callers: [dev], connections: ['**'], roles: [reader], expires:"
            + " 2026-05-11}] | 5:85: policies[0].expires: must be a time with its offset, such as",
        "policies: [{name: a, callers: [dev], connections: ['**'], roles: [reader]}, {name: a}]"
            + " | 5:84: policies[1].name: is the name of a policy above; give each its own",
        "policies_file: p.yaml | 6:16: policies_file: goes without policies; keep one of the two",
        "notify: {} | 6:9: notify.webhooks: is missing; write webhooks: […] or smtp: {…}",
        "notify: {webhooks: []} | 6:20: notify.webhooks: is empty; give at least one",
        "notify: {webhooks: [{url: 'https://h.example', secret: {file: key}}]} | 6:21:"
            + " notify.webhooks[0].name: is missing; write name: ops",
        "notify: {webhooks: [{name: smtp, url: 'https://h.example', secret: {file: key}}]} | 6:28:"
            + " notify.webhooks[0].name: must be 1 to 32 characters of a-z 0-9 -,",
        "notify: {webhooks: [{name: a, url: 'http://h.example', secret: {file: key}}]} | 6:36:"
            + " notify.webhooks[0].url: plain http is for loopback only; use https",
        "notify: {webhooks: [{name: a, url: 'https://u:p@h.example', secret: {file: key}}]} | 6:36:"
            + " notify.webhooks[0].url: must be a URL without user name",
        "notify: {webhooks: [{name: a, url: 'https://169.254.169.254', secret: {file: key}}]} |"
            + " 6:36: notify.webhooks[0].url: must have no special-purpose or oddly written IP",
        "notify: {webhooks: [{name: a, url: 'https://h.example:25', secret: {file: key}}]} | 6:36:"
            + " notify.webhooks[0].url: must have the port 443, one from 1024 to 65535, or none",
        "notify: {webhooks: [{name: a, url: 'https://h.example', secret: whsec_x}]} | 6:65:"
            + " notify.webhooks[0].secret: a secret does not belong in this file;",
        "notify: {webhooks: [{name: a, url: 'https://h.example', secret: {file: c.key}}]} | 6:65:"
            + " notify.webhooks[0].secret: must lead to whsec_ and 24 to 64 bytes in Base64;",
        "notify: {webhooks: [{name: a, url: 'https://h.example', secret: {file: key}, kinds:"
            + " [theft]}]} | 6:86: notify.webhooks[0].kinds[0]: must be one of"
            + " rejected_unexplained,",
        "notify: {webhooks: [{name: ops, url: 'https://h.example/x', secret: {file: key}}, {name:"
            + " ops, url: 'https://h.example/x', secret: {file: key}}]} | 6:90:"
            + " notify.webhooks[1].name: is the name of a webhook above; give each its own",
        "notify: {smtp: {host: m.example, to: [c@d.example]}} | 6:16: notify.smtp.from: is missing;"
            + " write from:",
        "notify: {smtp: {host: m.example, from: 'A <a@b.example>', to: [c@d.example]}} | 6:40:"
            + " notify.smtp.from: must be one bare address, such as",
        "notify: {smtp: {host: m.example, tls: none, from: a@b.example, to: [c@d.example]}} | 6:39:"
            + " notify.smtp.tls: none is for loopback only; write starttls or tls",
        "notify: {smtp: {host: m.example, port: 70000, from: a@b.example, to: [c@d.example]}} |"
            + " 6:40: notify.smtp.port: must be from 1 to 65535",
        "notify: {smtp: {host: m.example, user: x, from: a@b.example, to: [c@d.example]}} | 6:16:"
            + " notify.smtp.password: is missing; write both user and password",
        "notify: {smtp: {host: m.example, min_severity: 5, from: a@b.example, to: [c@d.example]}} |"
            + " 6:48: notify.smtp.min_severity: must be one of low, medium, high, critical",
        "egress: {addresses: [1.2.3.4], proxy: x} | 6:39: egress.proxy: must be http://host:port"
            + " and nothing else; user and password go to proxy_user",
        "egress: {proxy: 'http://a:secret@p.example:1'} | 6:17: egress.proxy: must be http://host",
        "egress: {proxy: 'https://p.example:1'} | 6:17: egress.proxy: must be http://host:port",
        "egress: {proxy: 'http://p.example:1/'} | 6:17: egress.proxy: must be http://host:port",
        "egress: {proxy: 'http://p.example:0'} | 6:17: egress.proxy: must be http://host:port",
        "egress: {proxy: 'http://p.example:1', proxy_user: {env: PATH}} | 6:9:"
            + " egress.proxy_password: is missing; write both",
        "egress: {proxy: 'http://p.example:1', proxy_password: {env: PATH}} | 6:9:"
            + " egress.proxy_user: is missing; write both",
        "egress: {proxy: 'http://p.example:1', proxy_password: secret} | 6:55:"
            + " egress.proxy_password: a secret does not belong in this file; write {file: PATH} or"
            + " {env: NAME}",
        "egress: {proxy: 'http://p.example:1', proxy_password: {file: none}} | 6:55:"
            + " egress.proxy_password: /",
        "egress: {proxy: 'http://p.example:1', proxy_password: {env: NOT_SET_HERE}} | 6:55:"
            + " egress.proxy_password: the variable it names is not set in the environment",
        "egress: {addresses: [1.2.3.4], proxy_user: {env: PATH}} | 6:44: egress.proxy_user: goes"
            + " with proxy; write proxy: http://proxy",
        "egress: {addresses: [1.2.3.400]} | 6:22: egress.addresses[0]: must be an IP address or a",
        "egress: {addresses: ['10.0.0.0/33']} | 6:22: egress.addresses[0]: must end in a prefix",
        "egress: {} | 6:9: egress.addresses: is missing; write addresses: [203.0.113.7] or proxy:",
        "node: {name: A} | 6:14: node.name: must be 1 to 63 characters of a-z 0-9 . - and",
        "node: a | 6:7: node: must be a mapping of keys to values; this is text",
        "node: &a {name: b} | 6:7: anchors and aliases are not supported; write the value out",
        "node: *a | 6:7: anchors and aliases are not supported; write the value out",
        "&a node: {name: b} | 6:1: anchors and aliases are not supported; write the value out",
        "node: !!java.net.URL [x] | 6:7: tags are not supported; leave the !… out",
        "node: {name: !!str 5} | 6:14: tags are not supported; leave the !… out",
        "<<: {node: a} | 6:1: <<: unknown key; known here:",
        "include: other.yaml | 6:1: include: unknown key; known here:",
      })
  void refusesAWrongSettingWithItsPlaceKeyRuleAndMend(String line, String message)
      throws IOException {
    assertRefused(goodFileWith(line), ":" + message);
  }

  static String goodFileWith(String line) {
    List<String> lines = new ArrayList<>(GOOD);
    String key = line.substring(0, line.indexOf(':') + 1);
    int at = lines.indexOf(GOOD.stream().filter(it -> it.startsWith(key)).findAny().orElse(""));
    if (at < 0) {
      lines.add(line);
    } else {
      lines.set(at, line);
    }
    return String.join("\n", lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                              | : is empty; write keys and their values",
        "# only this                     | : is empty; write keys and their values",
        "- data_dir                      | :1:1: must be a mapping of keys to values; this is a",
        "data_dir: a%nlisten: {}         | :2:9: listen.grpc: is missing",
        "witness: a                      | :1:1: data_dir: is missing; write data_dir: /var/lib",
        "data_dir: a%ndata_dir: b        | :2:1: data_dir: is given twice; keep one",
        "data_dir: a%nnode: {name: a, name: b} | :2:17: name: is given twice; keep one",
        "data_dir: a%n---%ndata_dir: b   | :3:1: a second document; write one in each file",
        "data_dir: a%n%tnode: b          | :2:1: is no YAML: while scanning for the next token,",
        "data_dir: 'a                    | :1:13: is no YAML: while scanning a quoted scalar,",
        "data_dir: a%nnode: b%0          | :2:8: control character U+0000; remove it",
        "[[[[[[[[[[[[1]]]]]]]]]]]]       | :1:12: nested too deeply; no setting is deeper than",
      })
  void refusesAWrongDocument(String yaml, String message) throws IOException {
    String text = yaml.replace("%n", "\n").replace("%t", "\t").replace("%0", "\0");

    assertRefused(text, message);
  }

  @Test
  void guessesAKeyOnlyWhereASlipOfTheHandExplainsIt() throws IOException {
    assertRefused("polices: []", ":1:1: polices: unknown key; known here:");
    assertThat(DaemonFile.KEYS.unknown("polices")).endsWith("; did you mean policies?");
    assertThat(DaemonFile.KEYS.unknown("auidt")).endsWith("; did you mean audit?");
    assertThat(DaemonFile.KEYS.unknown("whatever")).endsWith(", node");
  }

  @Test
  void refusesATopLevelSettingThatIsMissing() throws IOException {
    for (String missing : GOOD) {
      String key = missing.substring(0, missing.indexOf(':'));
      String text = String.join("\n", GOOD.stream().filter(it -> !it.equals(missing)).toList());

      assertRefused(text, ":1:1: " + key + ": is missing; w");
    }
  }

  @Test
  void namesThePoliciesFileForWhatIsWrongInIt() throws IOException {
    String text = String.join("\n", GOOD.subList(0, 4)) + "\npolicies_file: p.yaml";
    Path file = Files.writeString(dir.resolve("rotakeep.yaml"), text);

    assertThatExceptionOfType(RefusedFileException.class)
        .isThrownBy(() -> DaemonFile.read(file))
        .withMessageStartingWith(dir + "/p.yaml:2:3: policies[0].callers: is missing; write ");
  }

  @Test
  void refusesAPathThatIsTooLongForASocket() throws IOException {
    List<String> lines = new ArrayList<>(GOOD);
    lines.set(1, "listen: {unix: {path: /" + "ä".repeat(52) + "b}}");
    var _ = DaemonFile.read(Files.writeString(dir.resolve("fits"), String.join("\n", lines)));
    lines.set(1, "listen: {unix: {path: /" + "ä".repeat(53) + "}}");

    assertRefused(
        String.join("\n", lines),
        ":2:23: listen.unix.path: is 107 bytes long; a socket has at most 106; put it in a"
            + " directory nearer to /");
  }

  private void assertRefused(String text, String message) throws IOException {
    Path file = Files.writeString(dir.resolve("rotakeep.yaml"), text);

    assertThatExceptionOfType(RefusedFileException.class)
        .isThrownBy(() -> DaemonFile.read(file))
        .withMessageStartingWith(file + message.replace("{dir}", dir.toString()))
        .matches(refused -> !String.valueOf(refused.getMessage()).contains("\n"), "one line");
  }
}
