package playbook.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.withDefaults;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.filter.OrderedRequestContextFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** The security of the web pages: the engine's web applications, and the playbook's own pages. */
@Configuration
class PageSecurity {

    private static final String OUR_PAGES = "default-src 'none'; style-src 'self'; img-src 'self' data:;"
            + " script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /**
     * CSRF tokens in a cookie, so that opening the login page creates no session and a flood of requests needs no
     * memory.
     */
    private static CsrfTokenRepository formTokens() {
        var tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("PLAYBOOK_FORM");
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
        return tokens;
    }

    private static RequestMatcher path(String pattern) {
        return withDefaults().matcher(pattern);
    }

    /** CSRF and content policy of these pages are Camunda's own filters'; a second policy would break them. */
    @Bean
    @Order(3)
    SecurityFilterChain enginePages(HttpSecurity http, EngineLogin login) throws Exception {
        RequestMatcher interfaces = path("/camunda/api/**");
        return http.securityMatcher(path("/camunda/**"))
                .authenticationManager(login.alone())
                .csrf(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.cacheControl(cache -> cache.disable())
                        .frameOptions(frame -> frame.deny())
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)))
                .exceptionHandling(refusal -> refusal.defaultAuthenticationEntryPointFor(
                                new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED), interfaces)
                        .defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint("/login"), request -> true))
                .requestCache(cache -> cache.requestCache(Requests.pagesOnly()))
                // Tasklist's own "log out" must end the playbook's session, too; it expects status 204.
                .logout(logout -> logout.logoutRequestMatcher(
                                withDefaults().matcher(HttpMethod.POST, "/camunda/api/admin/auth/user/*/logout"))
                        .logoutSuccessHandler(new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .build();
    }

    @Bean
    @Order(4)
    SecurityFilterChain ourPages(HttpSecurity http, EngineLogin login, IdentityService identities) throws Exception {
        return http.authenticationManager(login.alone())
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
                        .hasAnyAuthority(LoginsLink.READERS.toArray(String[]::new))
                        .anyRequest()
                        .authenticated())
                .build();
    }

    /** Runs before the security chain, so that password checks see the request; Jersey's own filter runs after it. */
    @Bean
    OrderedRequestContextFilter requestContextFilter() {
        return new OrderedRequestContextFilter();
    }

    /** Runs after the security chain and before Camunda's own filters. */
    @Bean
    FilterRegistrationBean<ContainerBasedAuthenticationFilter> webappsLogin() {
        var filter = new FilterRegistrationBean<>(new ContainerBasedAuthenticationFilter());
        filter.addInitParameter("authentication-provider", WebappsLogin.class.getName());
        filter.addUrlPatterns("/camunda/*");
        filter.setOrder(201);
        return filter;
    }
}
