package playbook;

import org.camunda.bpm.admin.Admin;
import org.camunda.bpm.admin.impl.DefaultAdminRuntimeDelegate;
import org.camunda.bpm.cockpit.Cockpit;
import org.camunda.bpm.cockpit.impl.DefaultCockpitRuntimeDelegate;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngines;
import org.camunda.bpm.tasklist.Tasklist;
import org.camunda.bpm.tasklist.impl.DefaultTasklistRuntimeDelegate;
import org.camunda.bpm.welcome.Welcome;
import org.camunda.bpm.welcome.impl.DefaultWelcomeRuntimeDelegate;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Makes the engine of a test's own application the one that Camunda's interface and web applications ask. They find it in
 * static fields, one for the whole JVM: whichever application began last is there, and one that closes takes it away.
 */
public class EngineOfThisTest implements TestExecutionListener {

    @Override
    public void beforeTestMethod(TestContext test) {
        ProcessEngine engine = test.getApplicationContext()
                .getBeanProvider(ProcessEngine.class)
                .getIfAvailable();
        if (engine == null || serves(engine)) {
            return;
        }
        ProcessEngines.registerProcessEngine(engine);
        // Anew, since each of them keeps the engine's command executor under the engine's name.
        Cockpit.setCockpitRuntimeDelegate(new DefaultCockpitRuntimeDelegate());
        Admin.setAdminRuntimeDelegate(new DefaultAdminRuntimeDelegate());
        Tasklist.setTasklistRuntimeDelegate(new DefaultTasklistRuntimeDelegate());
        Welcome.setRuntimeDelegate(new DefaultWelcomeRuntimeDelegate());
    }

    private static boolean serves(ProcessEngine engine) {
        return ProcessEngines.getProcessEngines().get(engine.getName()) == engine
                && Cockpit.getRuntimeDelegate() != null
                && Admin.getRuntimeDelegate() != null
                && Tasklist.getRuntimeDelegate() != null
                && Welcome.getRuntimeDelegate() != null;
    }
}
