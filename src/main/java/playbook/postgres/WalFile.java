package playbook.postgres;

/** A relation's file within one database: tablespace OID and file number. */
public record WalFile(long tablespace, long number) {
    static WalFile of(int tablespace, int number) {
        return new WalFile(Integer.toUnsignedLong(tablespace), Integer.toUnsignedLong(number));
    }
}
