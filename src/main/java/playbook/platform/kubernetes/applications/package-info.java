/** The applications that use the database: Deployments and CronJobs. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.applications;
