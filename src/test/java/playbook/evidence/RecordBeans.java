package playbook.evidence;

/** The room's beans, for tests of other rooms. */
public final class RecordBeans {

    public static Class<?>[] all() {
        return new Class<?>[] {
            EvidenceStore.class,
            ChangesStore.class,
            IncidentBook.class,
            Sealer.class,
            EvidenceVerifier.class,
            EvidenceExport.class,
            FileStore.class
        };
    }

    private RecordBeans() {}
}
