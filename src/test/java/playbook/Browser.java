package playbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** One person's own browser; whatever is looked for is waited for, until it can be used. */
final class Browser {

    static final Duration PATIENCE = Duration.ofSeconds(40);
    static final Dimension DESK = new Dimension(1400, 1000);

    private final String address;
    private final Path pictures;
    private final ChromeDriver driver;

    Browser(String address, Path profile, Path pictures) {
        this.address = address;
        this.pictures = pictures;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(existing("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"));
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile,
                "--window-size=" + DESK.width + "," + DESK.height);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(
                        new java.io.File(existing("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver")))
                .build();
        this.driver = new ChromeDriver(service, options);
    }

    private static String existing(String... candidates) {
        return List.of(candidates).stream()
                .filter(candidate -> Files.isExecutable(Path.of(candidate)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "none of " + List.of(candidates) + " is here. HINT: apt-get install chromium chromium-driver"));
    }

    void logIn(String name, String password) {
        open("/login");
        find("#username").sendKeys(name);
        find("#password").sendKeys(password);
        find("#login button").click();
        sees(name);
    }

    void open(String path) {
        driver.get(address + path);
    }

    String where() {
        return driver.getCurrentUrl();
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    void sees(String text) {
        sees(text, PATIENCE);
    }

    void sees(String text, Duration patience) {
        until("'" + text + "' on the page", patience, () -> text().contains(text) ? Boolean.TRUE : null);
    }

    WebElement find(String css) {
        return visible(By.cssSelector(css));
    }

    /** A page that draws itself anew drops an element between finding and reading it. */
    String textOf(String css) {
        return until("the text of " + css, () -> {
            WebElement element = shown(By.cssSelector(css));
            return element == null ? null : element.getText();
        });
    }

    void click(String linkOrButton) {
        click(By.xpath("//*[self::a or self::button][contains(normalize-space(.), \"" + linkOrButton + "\")]"));
    }

    void click(By place) {
        until("a click on " + place, () -> {
            for (WebElement element : driver.findElements(place)) {
                if (element.isDisplayed() && element.isEnabled()) {
                    inTheMiddle(element).click();
                    return true;
                }
            }
            return null;
        });
    }

    /** Bars at the edges of a page cover what merely came into view. */
    WebElement inTheMiddle(WebElement element) {
        script("arguments[0].scrollIntoView({block: 'center'})", element);
        return element;
    }

    WebElement visible(By place) {
        return until(place.toString(), () -> shown(place));
    }

    boolean shows(By place) {
        return shown(place) != null;
    }

    private @Nullable WebElement shown(By place) {
        return driver.findElements(place).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null);
    }

    List<WebElement> all(By place) {
        return driver.findElements(place);
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Pages of the engine draw themselves again at any moment; what was stale is looked for again. */
    <T> T until(String what, Supplier<@Nullable T> look) {
        return until(what, PATIENCE, look);
    }

    <T> T until(String what, Duration patience, Supplier<@Nullable T> look) {
        return new WebDriverWait(driver, patience, Duration.ofMillis(150))
                .ignoring(StaleElementReferenceException.class)
                .ignoring(org.openqa.selenium.ElementClickInterceptedException.class)
                .ignoring(org.openqa.selenium.ElementNotInteractableException.class)
                .withMessage(() -> "waited for " + what + " at " + where())
                .until(ready -> look.get());
    }

    void size(Dimension size) {
        driver.manage().window().setSize(size);
    }

    void picture(String name) {
        try {
            Files.write(pictures.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (WebDriverException e) {
            System.err.println("no picture " + name + ": " + e.getMessage());
        }
    }

    /** The window grows until nothing is below its edge. */
    void pictureOfAll(String name) {
        Dimension before = driver.manage().window().getSize();
        long height = (Long)
                script("const below = [...document.querySelectorAll('*')].map(e => e.scrollHeight - e.clientHeight);"
                        + "return Math.max(0, ...below.filter(b => b < 15000));");
        size(new Dimension(before.width, (int) Math.min(14000, before.height + height + 40)));
        picture(name);
        size(before);
    }

    void close() {
        driver.quit();
    }
}
