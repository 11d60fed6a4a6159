package playbook.process.step;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.stereotype.Component;
import playbook.operation.ShortStep;

/** Gives each short step its delegate, so that a step room needs to know nothing of an engine. */
@Component
class ShortStepDelegates implements BeanFactoryPostProcessor {

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        for (String step : beans.getBeanNamesForType(ShortStep.class, true, false)) {
            BeanDefinition delegate = BeanDefinitionBuilder.genericBeanDefinition(ShortStepDelegate.class)
                    .setAutowireMode(
                            org.springframework.beans.factory.config.AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR)
                    .addConstructorArgReference(step)
                    .getBeanDefinition();
            ((BeanDefinitionRegistry) beans).registerBeanDefinition(step + "Delegate", delegate);
        }
    }
}
