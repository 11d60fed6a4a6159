package playbook.postgres;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Follows {@code pg_class}, {@code pg_attribute} and {@code pg_namespace} through the WAL: {@link WalRelations} learns
 * names from each row version, and each change is attributed to its transaction.
 */
final class WalCatalog {

    private static final long PG_CLASS = 1259;
    private static final long PG_ATTRIBUTE = 1249;
    private static final long PG_NAMESPACE = 2615;
    private static final int MAPPINGS = 20;

    private final WalRelations relations;
    private final DefinitionChanges definitions;
    private final IntFunction<CatalogChanges> changesOf;
    private final int database;
    private final Map<Integer, CatalogPages> files = new HashMap<>();
    private final Set<Integer> mapping = new HashSet<>();

    /** @param changesOf the changes of a running transaction or subtransaction */
    WalCatalog(WalRelations relations, IntFunction<CatalogChanges> changesOf) {
        this.relations = relations;
        this.definitions = relations.rows().definitions(relations);
        this.changesOf = changesOf;
        this.database = (int) relations.database();
        follow(PG_CLASS, new Classes());
        follow(PG_ATTRIBUTE, new Attributes());
        follow(PG_NAMESPACE, new Namespaces());
    }

    private void follow(long catalog, CatalogListener listener) {
        relations
                .catalogFiles()
                .of(catalog, relations.of(catalog))
                .forEach(file -> files.put(file, new CatalogPages(listener)));
    }

    /** Takes a decoded heap record or full-page image. */
    void accept(WalRecord record) {
        if (record.blocks() == 0 || record.database() != database) {
            return;
        }
        CatalogPages pages = files.get(record.relation());
        if (pages != null) {
            pages.accept(record);
        }
    }

    void startOver() {
        files.values().forEach(CatalogPages::startOver);
    }

    /** Takes a relation map update, which follows a rewrite of mapped catalogs and has their new files. */
    void map(WalRecord record) {
        if (record.operation() != WalOperation.RELATION_MAP_UPDATE
                || !record.decode()
                || record.main32(0) != database) {
            return;
        }
        int count = record.main32(MAPPINGS - 4);
        for (int i = 0; i < count && MAPPINGS + 8 * i + 8 <= record.mainLength(); i++) {
            long oid = Integer.toUnsignedLong(record.main32(MAPPINGS + 8 * i));
            int file = record.main32(MAPPINGS + 8 * i + 4);
            relations.catalogFiles().add(file);
            if (oid == PG_CLASS) {
                mapped(oid, file, new Classes());
            } else if (oid == PG_ATTRIBUTE) {
                mapped(oid, file, new Attributes());
            }
        }
        mapping.add(record.xidBits());
    }

    private void mapped(long oid, int file, CatalogListener listener) {
        if (!files.containsKey(file)) {
            files.put(file, new CatalogPages(listener));
            relations.catalogFiles().mapped(oid, file);
        }
    }

    /**
     * Remembers for the next reading that a mapped catalog's former file is among the files that the commit removed.
     */
    void committed(int xid, Set<WalFile> removed) {
        if (mapping.remove(xid)) {
            removed.forEach(file -> {
                relations.catalogFiles().add((int) file.number());
                relations.catalogFiles().mapped(PG_CLASS, (int) file.number());
            });
        }
    }

    private final class Classes implements CatalogListener {
        @Override
        public void seen(byte[] row) {
            relations.learn(row);
        }

        @Override
        public void inserted(int xid, byte[] row) {
            changesOf.apply(xid).created.add(relations.rows().relation(row).oid());
        }

        @Override
        public void updated(int xid, byte[] before, byte[] after) {
            Relation was = relations.rows().relation(before);
            CatalogChanges changes = changesOf.apply(xid);
            changes.changed(was.oid(), new ChangedRelation(was, relations.rows().relation(after)));
            changes.hidden.addAll(definitions.hidden(before, after));
        }

        @Override
        public void deleted(int xid, byte[] row) {
            Relation gone = relations.rows().relation(row);
            changesOf.apply(xid).dropped.put(gone.oid(), gone);
        }

        @Override
        public void unknown(int xid) {
            changesOf.apply(xid).unknown++;
        }
    }

    /**
     * Follows pg_attribute. A new column destroys nothing, and a deleted row belongs to a dropped relation, whose
     * pg_class row is deleted, too.
     */
    private final class Attributes implements CatalogListener {
        @Override
        public void updated(int xid, byte[] before, byte[] after) {
            CatalogChanges changes = changesOf.apply(xid);
            definitions.column(before, after).ifPresent(changes.columns::add);
            definitions.renamed(before, after).ifPresent(changes.hidden::add);
        }

        @Override
        public void unknown(int xid) {
            changesOf.apply(xid).unknown++;
        }
    }

    /** Follows pg_namespace; only the schemas' names matter. */
    private final class Namespaces implements CatalogListener {
        @Override
        public void seen(byte[] row) {
            relations.learnNamespace(row);
        }
    }
}
