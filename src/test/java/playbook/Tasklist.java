package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Camunda's Tasklist in one person's browser, by the words which that person reads there. */
final class Tasklist {

    /** A person would press F5 too; Tasklist itself looks again only every ten seconds. */
    private static final Duration RELOAD = Duration.ofSeconds(4);

    /** The playbook works between two tasks. */
    static final Duration WORK = Duration.ofMinutes(5);

    private static final String FORM = ".fjs-form ";

    private final Browser browser;

    Tasklist(Browser browser) {
        this.browser = browser;
    }

    void startsProcess(String name) {
        browser.click(By.cssSelector(".start-process-action a"));
        browser.click(By.xpath("//div[contains(@class,'modal')]//a[contains(normalize-space(.), '" + name + "')]"));
        browser.find(FORM + ".fjs-form-field");
    }

    void start() {
        browser.click(By.xpath("//div[contains(@class,'modal')]//button[normalize-space(.)='Start']"));
        browser.until("the end of the dialog", () -> browser.shows(By.cssSelector(".modal-dialog")) ? null : true);
    }

    /** Finds the task among those of the person's groups, takes it and waits for its form. */
    void opens(String task) {
        find(task);
        By claim = By.xpath("//button[normalize-space(.)='Claim']");
        By taken = By.cssSelector(".unclaim");
        browser.until("a task to claim", () -> (browser.shows(claim) || browser.shows(taken)) ? true : null);
        if (browser.shows(claim)) {
            browser.click(claim);
        }
        browser.until("the form of '" + task + "' to be enabled", () -> {
            boolean open =
                    browser.all(By.cssSelector(FORM + "input:not([disabled])")).size() > 0;
            return open ? true : null;
        });
    }

    void complete() {
        String before = browser.where();
        browser.click(By.xpath("//button[normalize-space(.)='Complete']"));
        browser.until("the task to be done", () -> {
            String trouble = trouble();
            assertThat(trouble).as("Tasklist's answer").isEmpty();
            return browser.where().equals(before) ? null : true;
        });
    }

    /** Tries to take the task and returns what the person is told. */
    String isRefused(String task) {
        find(task);
        browser.click(By.xpath("//button[normalize-space(.)='Claim']"));
        return browser.until("a refusal", () -> trouble().isEmpty() ? null : trouble());
    }

    private String trouble() {
        StringBuilder told = new StringBuilder();
        for (WebElement alert : browser.all(By.cssSelector(".notifications .alert, .alert-danger"))) {
            if (alert.isDisplayed() && !alert.getText().contains("Warning")) {
                told.append(alert.getText()).append('\n');
            }
        }
        return told.toString();
    }

    private void find(String task) {
        browser.open("/camunda/app/tasklist/default/#/");
        By row = By.xpath("//li[contains(@class,'task')][.//h4[contains(normalize-space(.), '" + task + "')]]//h4");
        AtomicLong loaded = new AtomicLong(System.nanoTime());
        browser.until("task '" + task + "'", WORK, () -> {
            if (browser.shows(row)) {
                return true;
            }
            if (System.nanoTime() - loaded.get() > RELOAD.toNanos()) {
                browser.script("location.reload()");
                loaded.set(System.nanoTime());
            }
            return null;
        });
        browser.click(row);
        browser.find(FORM + ".fjs-form-field");
    }

    // ---------------------------------------------------------------------------------------- fields, by their labels

    void write(String label, String text) {
        in(label, field -> {
            WebElement input = field.findElement(By.cssSelector("textarea, input"));
            input.clear();
            input.sendKeys(text);
            return true;
        });
    }

    void tick(String label) {
        answer(label);
    }

    void answer(String label) {
        browser.click(By.xpath("//*[contains(@class,'fjs-form')]//label[.//input[@type='radio' or @type='checkbox']]"
                + "[contains(normalize-space(.), \"" + label + "\")]//input"));
    }

    void choose(String label, String option) {
        in(label, field -> {
            field.findElement(By.cssSelector(".fjs-input-group, .fjs-select-display, input"))
                    .click();
            return true;
        });
        browser.click(By.xpath(
                "//*[contains(@class,'fjs-dropdownlist-item')][contains(normalize-space(.), \"" + option + "\")]"));
    }

    void chooseFirst(String label) {
        choose(label, "");
    }

    private void in(String label, Function<WebElement, Boolean> act) {
        By field = By.xpath(
                "//*[contains(@class,'fjs-form-field')][.//label[contains(normalize-space(.), \"" + label + "\")]]");
        browser.until("field '" + label + "'", () -> act.apply(browser.inTheMiddle(browser.visible(field))));
    }

    void pictureOfForm(String name) {
        browser.picture(name);
        browser.pictureOfAll(name + "-whole");
        assertThat(browser.textOf(".fjs-form"))
                .as("form of " + name)
                .doesNotContain("{{", "}}", "undefined", "null", "[object", "NaN", "{\"");
    }
}
