/** What customers see: a page in containers, or a Service or an Ingress that is switched to the maintenance page. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.front;
