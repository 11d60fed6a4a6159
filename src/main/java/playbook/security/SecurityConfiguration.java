package playbook.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.withDefaults;

import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.filter.OrderedRequestContextFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Four doors: the two HTTP interfaces with a name and password per request, the engine's pages, and our own. */
@Configuration
class SecurityConfiguration {

    private static final String OUR_PAGES = "default-src 'none'; style-src 'self'; img-src 'self' data:;"
            + " script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** Groups that may read who logged in. */
    static final Set<String> READ_LOGINS = Set.of(Accounts.ADMINISTRATORS, Group.AUDITORS.id());

    /** Of its own: with the application's as its parent each password would be checked, and counted, twice. */
    private static AuthenticationManager only(EngineLogin login) {
        return new ProviderManager(login);
    }

    /** In a cookie: who only opens the login page gets no session, so that a flood of strangers fills no memory. */
    private static CsrfTokenRepository formTokens() {
        var tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("PLAYBOOK_FORM");
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
        return tokens;
    }

    private static RequestMatcher path(String pattern) {
        return withDefaults().matcher(pattern);
    }

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
                .authenticationManager(only(login))
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
                        .hasAnyAuthority(READ_LOGINS.toArray(String[]::new))
                        .anyRequest()
                        .authenticated())
                .build();
    }

    /** CSRF and content policy of these pages are Camunda's own filters'; a second policy would break them. */
    @Bean
    @Order(3)
    SecurityFilterChain enginePages(HttpSecurity http, EngineLogin login) throws Exception {
        RequestMatcher interfaces = path("/camunda/api/**");
        return http.securityMatcher(path("/camunda/**"))
                .authenticationManager(only(login))
                .csrf(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.cacheControl(cache -> cache.disable())
                        .frameOptions(frame -> frame.deny())
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)))
                .exceptionHandling(refusal -> refusal.defaultAuthenticationEntryPointFor(
                                new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED), interfaces)
                        .defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint("/login"), request -> true))
                .requestCache(cache -> cache.requestCache(Requests.pagesOnly()))
                // Tasklist's own "log out" must end our session too; it waits for a plain 204.
                .logout(logout -> logout.logoutRequestMatcher(
                                withDefaults().matcher(HttpMethod.POST, "/camunda/api/admin/auth/user/*/logout"))
                        .logoutSuccessHandler(new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .build();
    }

    @Bean
    @Order(4)
    SecurityFilterChain ourPages(HttpSecurity http, EngineLogin login, IdentityService identities) throws Exception {
        return http.authenticationManager(only(login))
                .headers(headers -> headers.frameOptions(frame -> frame.deny())
                        .contentSecurityPolicy(policy -> policy.policyDirectives(OUR_PAGES))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)))
                .requestCache(cache -> cache.requestCache(Requests.pagesOnly()))
                .csrf(csrf -> csrf.csrfTokenRepository(formTokens()))
                .formLogin(form -> form.loginPage("/login").failureHandler(new FormRefusal()))
                .logout(logout -> logout.logoutSuccessUrl("/login?bye"))
                .addFilterAfter(new EngineUser(identities), AuthorizationFilter.class)
                .authorizeHttpRequests(requests -> requests.requestMatchers(new OrRequestMatcher(
                                path("/login"),
                                path(FormRefusal.PAGE),
                                path("/style/**"),
                                path("/actuator/health"),
                                path("/actuator/health/**"),
                                path("/error")))
                        .permitAll()
                        .requestMatchers(path("/actuator/**"))
                        .hasAuthority(Accounts.ADMINISTRATORS)
                        .requestMatchers(path("/logins"))
                        .hasAnyAuthority(READ_LOGINS.toArray(String[]::new))
                        .anyRequest()
                        .authenticated())
                .build();
    }

    /** In front of the security chain: who checks a password must see whose request it is. Jersey's own comes behind it. */
    @Bean
    OrderedRequestContextFilter requestContextFilter() {
        return new OrderedRequestContextFilter();
    }

    /** Behind the security chain, in front of Camunda's own filters. */
    @Bean
    FilterRegistrationBean<ContainerBasedAuthenticationFilter> webappsLogin() {
        var filter = new FilterRegistrationBean<>(new ContainerBasedAuthenticationFilter());
        filter.addInitParameter("authentication-provider", WebappsLogin.class.getName());
        filter.addUrlPatterns("/camunda/*");
        filter.setOrder(201);
        return filter;
    }
}
