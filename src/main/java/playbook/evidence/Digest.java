package playbook.evidence;

import playbook.incident.Sha256;

/** A short key over parts that may hold any characters. */
final class Digest {

    private Digest() {}

    static String key(Object... parts) {
        return Sha256.of(Json.write(parts));
    }
}
