package io.rotakeep.adapter.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.provider.AddressGuard;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class GuardedDnsResolverTest {

  @Test
  void resolvesOnlyToPermittedAddresses() throws Exception {
    GuardedDnsResolver open =
        new GuardedDnsResolver(InetAddress::isLoopbackAddress, Duration.ofSeconds(20));
    GuardedDnsResolver closed =
        new GuardedDnsResolver(AddressGuard.PUBLIC_ONLY::permits, Duration.ofSeconds(20));

    assertThat(open.resolve("localhost")).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
    assertThatThrownBy(() -> closed.resolve("localhost")).isInstanceOf(UnknownHostException.class);
    assertThatThrownBy(() -> closed.resolve("127.1")).isInstanceOf(UnknownHostException.class);
  }
}
