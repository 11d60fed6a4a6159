package playbook.evidence;

import playbook.incident.Sha256;

/** Makes a short key of several parts, which may contain any characters. */
final class Digest {

    private Digest() {}

    static String key(Object... parts) {
        return Sha256.of(Json.write(parts));
    }
}
