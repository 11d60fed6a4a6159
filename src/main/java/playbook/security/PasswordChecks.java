package playbook.security;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.persistence.GenericManagerFactory;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.camunda.bpm.engine.rest.exception.RestException;
import org.springframework.stereotype.Component;

/**
 * Every check of a password goes through this class: the playbook's logins, and checks by the engine's interface and
 * pages. The engine's own lock is off; it would lock a name for good after ten wrong passwords by anybody.
 */
@Component
class PasswordChecks extends AbstractProcessEnginePlugin {

    private static final int LOCKS = 64;

    private final LoginTries tries;
    private final LoginRecord record;
    private final Limited engine = new Limited();

    /**
     * Locks by which passwords from one address are checked one after the other; otherwise simultaneous ones would all
     * be free tries.
     */
    private final List<Lock> locks =
            Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

    PasswordChecks(LoginTries tries, LoginRecord record) {
        this.tries = tries;
        this.record = record;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        configuration.setIdentityService(engine);
        configuration.setIdentityProviderSessionFactory(new GenericManagerFactory(Unlocked.class));
    }

    /** @throws LoginLimited when this name or this address must wait */
    boolean isRight(String user, String password) {
        return judge(user, () -> engine.isRight(user, password));
    }

    private boolean judge(String user, BooleanSupplier isRight) {
        Optional<LoginAttempt> attempt = LoginAttempt.current(user);
        return attempt.isEmpty() ? isRight.getAsBoolean() : judge(attempt.get(), isRight);
    }

    private boolean judge(LoginAttempt attempt, BooleanSupplier isRight) {
        Lock lock = locks.get(Math.floorMod(attempt.address().hashCode(), LOCKS));
        lock.lock();
        try {
            Optional<LoginLimited> refusal = tries.refusal(attempt);
            if (refusal.isPresent()) {
                record.note(attempt, LoginEntry.Outcome.LIMITED);
                throw refusal.get();
            }
            boolean right = attempt.hasPossibleName() && isRight.getAsBoolean();
            if (!right) {
                tries.failed(attempt);
            }
            record.note(attempt, right ? LoginEntry.Outcome.SUCCESS : LoginEntry.Outcome.FAILURE);
            return right;
        } finally {
            lock.unlock();
        }
    }

    /** The engine's identity service, which its interface and pages use. */
    private final class Limited extends IdentityServiceImpl {

        @Override
        public boolean checkPassword(String user, String password) {
            try {
                return judge(user, () -> isRight(user, password));
            } catch (LoginLimited wait) {
                throw new RestException(Response.Status.TOO_MANY_REQUESTS, wait, wait.getMessage());
            }
        }

        boolean isRight(String user, String password) {
            return super.checkPassword(user, password);
        }

        /** Called by the button "Unlock" in Admin; the engine checks that the user is an administrator. */
        @Override
        public void unlockUser(String user) {
            super.unlockUser(user);
            Authentication by = getCurrentAuthentication();
            tries.forgive(user);
            record.unlocked(user, by == null ? "the application" : by.getUserId());
        }
    }

    /** The engine's user store without locks of users: it creates no locks, and ignores those of former versions. */
    public static final class Unlocked extends DbIdentityServiceProvider {

        @Override
        protected boolean isUserLocked(UserEntity user) {
            return false;
        }

        @Override
        protected void lockUser(UserEntity user) {
            // LoginTries counts.
        }
    }
}
