package playbook.process.engine;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.UnlockJobCmd;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.runtime.Job;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import playbook.operation.Node;

/** What this node was executing when it was killed waits for no lock to run out: the engine begins it again at once. */
@Component
class OwnJobLocks extends AbstractProcessEnginePlugin {

    private static final Logger LOG = LoggerFactory.getLogger(OwnJobLocks.class);

    private final Node node;

    OwnJobLocks(Node node) {
        this.node = node;
    }

    @Override
    public void postInit(ProcessEngineConfigurationImpl configuration) {
        configuration.getJobExecutor().setLockOwner(node.name());
    }

    @Override
    public void postProcessEngineBuild(ProcessEngine engine) {
        ProcessEngineConfigurationImpl configuration =
                (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        for (Job job : engine.getManagementService().createJobQuery().list()) {
            if (node.name().equals(((JobEntity) job).getLockOwner())) {
                configuration.getCommandExecutorTxRequired().execute(new UnlockJobCmd(job.getId()));
                LOG.info("job {} was left by the former life of this application: released", job.getId());
            }
        }
    }
}
