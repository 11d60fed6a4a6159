package playbook.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.withDefaults;

import org.camunda.bpm.engine.IdentityService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The security of the two HTTP interfaces, the engine's and the playbook's own: each request must have a name and a
 * password.
 */
@Configuration
class InterfaceSecurity {

    @Bean
    @Order(1)
    SecurityFilterChain engineInterface(HttpSecurity http, EngineLogin login, IdentityService identities)
            throws Exception {
        return stateless(http, path("/engine-rest/**"), new NullSecurityContextRepository(), login, identities);
    }

    @Bean
    @Order(2)
    SecurityFilterChain ourInterface(HttpSecurity http, EngineLogin login, IdentityService identities)
            throws Exception {
        return stateless(http, path("/api/**"), new SameOriginSession(), login, identities);
    }

    private static SecurityFilterChain stateless(
            HttpSecurity http,
            RequestMatcher paths,
            SecurityContextRepository context,
            EngineLogin login,
            IdentityService identities)
            throws Exception {
        return http.securityMatcher(paths)
                .authenticationManager(login.alone())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .securityContext(repository -> repository.securityContextRepository(context))
                .httpBasic(basic -> basic.authenticationEntryPoint(new BasicRefusal()))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.frameOptions(frame -> frame.deny())
                        .contentSecurityPolicy(policy ->
                                policy.policyDirectives("default-src 'none'; frame-ancestors 'none'; sandbox")))
                .addFilterBefore(new CrossSiteRefusal(), SecurityContextHolderFilter.class)
                .addFilterAfter(new EngineUser(identities), AuthorizationFilter.class)
                .authorizeHttpRequests(requests -> requests.requestMatchers(path("/api/logins"))
                        .hasAnyAuthority(LoginsLink.READERS.toArray(String[]::new))
                        .anyRequest()
                        .authenticated())
                .build();
    }

    private static RequestMatcher path(String pattern) {
        return withDefaults().matcher(pattern);
    }
}
