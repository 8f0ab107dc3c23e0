package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A user's name and password in a Secret. */
public record UserPasswordRef(
    @JsonPropertyDescription("The Secret.") @Required SecretRef secretRef,
    @JsonPropertyDescription("Key of the user's name.")
        @Default("username")
        @Pattern("^[-._a-zA-Z0-9]+$")
        @Size(min = 1, max = 253)
        String usernameKey,
    @JsonPropertyDescription("Key of the password.")
        @Default("password")
        @Pattern("^[-._a-zA-Z0-9]+$")
        @Size(min = 1, max = 253)
        String passwordKey) {

  public UserPasswordRef {
    usernameKey = usernameKey == null ? "username" : usernameKey;
    passwordKey = passwordKey == null ? "password" : passwordKey;
  }
}
