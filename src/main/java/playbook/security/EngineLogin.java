package playbook.security;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;

/** Names and passwords are the engine's; its groups become authorities by their own names. */
@Component
class EngineLogin implements AuthenticationProvider {

    private final Accounts accounts;
    private final PasswordChecks passwords;

    EngineLogin(Accounts accounts, PasswordChecks passwords) {
        this.accounts = accounts;
        this.passwords = passwords;
    }

    @Override
    public Authentication authenticate(Authentication login) {
        String user = login.getName();
        if (!(login.getCredentials() instanceof String password) || !passwords.isRight(user, password)) {
            throw new BadCredentialsException("unknown user or wrong password");
        }
        List<SimpleGrantedAuthority> groups = accounts.groupsOf(user).stream()
                .map(SimpleGrantedAuthority::new)
                .toList();
        return UsernamePasswordAuthenticationToken.authenticated(user, null, groups);
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }

    static List<String> groups(Authentication user) {
        return user.getAuthorities().stream()
                .flatMap(authority -> Stream.ofNullable(authority.getAuthority()))
                .toList();
    }
}
