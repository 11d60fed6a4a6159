package playbook.security;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;

/** Checks names and passwords against the engine's users; their groups become authorities of the same names. */
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

    /**
     * An AuthenticationManager without a parent; with the application's one as its parent, each password would be
     * checked and counted twice.
     */
    AuthenticationManager alone() {
        return new ProviderManager(this);
    }

    static List<String> groups(Authentication user) {
        return user.getAuthorities().stream()
                .flatMap(authority -> Stream.ofNullable(authority.getAuthority()))
                .toList();
    }
}
