/** The applications before the database: Deployments and CronJobs. */
@org.jspecify.annotations.NullMarked
package playbook.platform.kubernetes.applications;
