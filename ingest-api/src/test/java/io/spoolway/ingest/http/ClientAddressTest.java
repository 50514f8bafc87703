package io.spoolway.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    private static final String PROXIES = "10.0.0.0/8, 192.0.2.7, fd00::/8";

    @ParameterizedTest(name = "{0} with \"{1}\" is {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    # whoever is no proxy is the client, whatever it says
                    203.0.113.9 | 198.51.100.1                    | 203.0.113.9
                    # a proxy is believed about whom it saw, and the client about nobody
                    10.1.2.3    | 198.51.100.1                    | 198.51.100.1
                    10.1.2.3    | 203.0.113.9, 198.51.100.1       | 198.51.100.1
                    192.0.2.7   | 203.0.113.9 ,198.51.100.1       | 198.51.100.1
                    # so is a proxy behind a proxy
                    10.1.2.3    | 203.0.113.9,198.51.100.1,10.9.9.9 | 198.51.100.1
                    fd00::1     | 2001:db8::1, fd00::2            | 2001:db8:0:0:0:0:0:1
                    # all of them are proxies: the first had it from nobody
                    10.1.2.3    | 10.4.4.4, 10.5.5.5              | 10.4.4.4
                    # what is no address ends it
                    10.1.2.3    | 198.51.100.1, unknown           | 10.1.2.3
                    10.1.2.3    | 198.51.100.1, <script>, 10.5.5.5 | 10.5.5.5
                    10.1.2.3    | ''                              | 10.1.2.3
                    """)
    void isTheLastThatATrustedProxySaw(String peer, String forwarded, String client) {
        assertThat(new ClientAddress(TrustedProxies.parse(PROXIES)).origin(peer, forwarded))
                .isEqualTo(client);
    }

    @Test
    void isThatOfTheConnectionWhenNoProxyIsTrusted() {
        assertThat(new ClientAddress(TrustedProxies.parse("")).origin("10.1.2.3", "198.51.100.1"))
                .isEqualTo("10.1.2.3");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {"proxy.example.com", "10.0.0.0/33", "10.0.0.0/8 10.1.0.0/16", "300.1.1.1", "10.0.0.1/", "all"})
    void namesAndWhatIsNoRangeAreRefused(String text) {
        assertThatThrownBy(() -> TrustedProxies.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
