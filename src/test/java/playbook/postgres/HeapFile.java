package playbook.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts tuples in a heap's first file after a checkpoint, on every major and without contrib. */
public final class HeapFile {

    private static final int PAGE = 8192;
    private static final int HEADER = 24;
    private static final int NORMAL = 1;

    private HeapFile() {}

    public static long tuples(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        long tuples = 0;
        for (int page = 0; page + PAGE <= bytes.capacity(); page += PAGE) {
            int lower = Short.toUnsignedInt(bytes.getShort(page + 12));
            for (int pointer = HEADER; pointer < lower; pointer += 4) {
                if ((bytes.getInt(page + pointer) >>> 15 & 3) == NORMAL) {
                    tuples++;
                }
            }
        }
        return tuples;
    }
}
