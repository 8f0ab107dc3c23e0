package io.pgwalstreams.worker.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameRegexTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "public.users; public.users",
        "public\\.users; public.users",
        "public\\.user_\\$1; public.user_$1",
        "public.*; public.*",
        "public\\..*; public.*",
        "public.user.*; public.user*",
        ".*\\.users; *.users",
        ".*; *",
        ".*\\..*; *.*",
        "shop-1\\.a\\-b; shop-1.a-b",
      })
  void aNameWithItsSchemaIsAPattern(String regex, String pattern) {
    assertThat(NameRegex.patterns(regex.strip(), 2)).contains(List.of(pattern.strip()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users",
        "app.public.users",
        "public\\.user[s]",
        "public\\.(users)",
        "public\\.(a|b)\\.(c|d)",
        "public\\.users?",
        "public\\.\\w+",
        "^public\\.users$",
        "public\\.a*",
        "public\\",
      })
  void whatNoPatternSaysIsNotGuessed(String regex) {
    assertThat(NameRegex.patterns(regex, 2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"public\\.(users|orders)", "public.(users|orders)"})
  void alternativesAreSeveralPatterns(String regex) {
    assertThat(NameRegex.patterns(regex, 2)).contains(List.of("public.users", "public.orders"));
  }
}
