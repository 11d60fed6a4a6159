/** Who is who: logins, groups, the practice range's users. */
@org.jspecify.annotations.NullMarked
package playbook.security;
