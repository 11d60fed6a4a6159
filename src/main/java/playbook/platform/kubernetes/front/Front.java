package playbook.platform.kubernetes.front;

import java.util.List;
import playbook.platform.FrontPage.Page;
import playbook.platform.Inventory.Item;

/** One way to put the maintenance page before customers. Every call may be repeated. */
interface Front {

    Page look();

    void show();

    void hide();

    /** Results for the command {@code check}; changes nothing. */
    List<Item> check();
}
