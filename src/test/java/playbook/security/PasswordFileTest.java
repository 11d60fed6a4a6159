package playbook.security;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class PasswordFileTest {

    @Test
    void aFileOfOursIsForUsAlone() {
        assertThat(PasswordFile.open(PosixFilePermissions.fromString("rw-------"), false))
                .isEmpty();
        assertThat(PasswordFile.open(PosixFilePermissions.fromString("rw-r-----"), false))
                .containsExactly(GROUP_READ);
    }

    @Test
    void aFileThatRootMountedForUsMayBeReadByOurGroup() {
        assertThat(PasswordFile.open(PosixFilePermissions.fromString("r--r-----"), true))
                .isEmpty();
        assertThat(PasswordFile.open(PosixFilePermissions.fromString("rw-rw-r--"), true))
                .containsExactly(GROUP_WRITE, OTHERS_READ);
    }
}
