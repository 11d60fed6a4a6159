/** Logins, groups, authorizations, and the allowed routes. */
@org.jspecify.annotations.NullMarked
package playbook.security;
