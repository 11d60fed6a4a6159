package playbook.postgres;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import playbook.postgres.WalRelations.Relation;

/**
 * Follows {@code pg_class}, {@code pg_attribute} and {@code pg_namespace} through the WAL: each version of a row gives
 * {@link WalRelations} a name, and each change is told of the transaction that made it.
 */
final class WalCatalog {

    private static final long PG_CLASS = 1259;
    private static final long PG_ATTRIBUTE = 1249;
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
        this.definitions = relations.definitions();
        this.changesOf = changesOf;
        this.database = (int) relations.database();
        relations.filesOf(PG_CLASS).forEach(file -> files.put(file, new CatalogPages(new Classes())));
        relations.filesOf(PG_ATTRIBUTE).forEach(file -> files.put(file, new CatalogPages(new Attributes())));
        relations
                .filesOf(WalRelations.PG_NAMESPACE)
                .forEach(file -> files.put(file, new CatalogPages(new Namespaces())));
    }

    /** Of a record that was decoded: of heaps, or a page's image. */
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

    /** The most basic catalogs were rewritten: the map says which files are theirs from now on. */
    void map(WalRecord record) {
        if ((record.info() & 0xF0) != 0 || !record.decode() || record.main32(0) != database) {
            return;
        }
        int count = record.main32(MAPPINGS - 4);
        for (int i = 0; i < count && MAPPINGS + 8 * i + 8 <= record.mainLength(); i++) {
            long oid = Integer.toUnsignedLong(record.main32(MAPPINGS + 8 * i));
            int file = record.main32(MAPPINGS + 8 * i + 4);
            relations.catalogs(file);
            if (oid == PG_CLASS) {
                mapped(oid, file, new Classes());
            } else if (oid == PG_ATTRIBUTE) {
                mapped(oid, file, new Attributes());
            }
        }
        mapping.add(record.xidBits());
    }

    private void mapped(long oid, int file, CatalogPages.Listener listener) {
        if (!files.containsKey(file)) {
            files.put(file, new CatalogPages(listener));
            relations.mapped(oid, file);
        }
    }

    /** The file such a catalog had before is among those that the commit removed: known in the next reading. */
    void committed(int xid, Set<WalFile> removed) {
        if (mapping.remove(xid)) {
            removed.forEach(file -> {
                relations.catalogs((int) file.number());
                relations.mapped(PG_CLASS, (int) file.number());
            });
        }
    }

    private final class Classes implements CatalogPages.Listener {
        @Override
        public void seen(byte[] row) {
            relations.learn(row);
        }

        @Override
        public void inserted(int xid, byte[] row) {
            changesOf.apply(xid).created.add(relations.relation(row, false).oid());
        }

        @Override
        public void updated(int xid, byte[] before, byte[] after) {
            Relation was = relations.relation(before, false);
            CatalogChanges changes = changesOf.apply(xid);
            changes.changed(was.oid(), new CatalogChanges.Changed(was, relations.relation(after, false)));
            changes.hidden.addAll(definitions.hidden(before, after));
        }

        @Override
        public void deleted(int xid, byte[] row) {
            Relation gone = relations.relation(row, false);
            changesOf.apply(xid).dropped.put(gone.oid(), gone);
        }

        @Override
        public void unknown(int xid) {
            changesOf.apply(xid).unknown++;
        }
    }

    private final class Attributes implements CatalogPages.Listener {
        @Override
        public void seen(byte[] row) {
            // a column is told when it changes
        }

        @Override
        public void inserted(int xid, byte[] row) {
            // a new column destroys nothing
        }

        @Override
        public void updated(int xid, byte[] before, byte[] after) {
            CatalogChanges changes = changesOf.apply(xid);
            definitions.column(before, after).ifPresent(changes.columns::add);
            definitions.renamed(before, after).ifPresent(changes.hidden::add);
        }

        @Override
        public void deleted(int xid, byte[] row) {
            // goes with its relation, whose own row is deleted too
        }

        @Override
        public void unknown(int xid) {
            changesOf.apply(xid).unknown++;
        }
    }

    private final class Namespaces implements CatalogPages.Listener {
        @Override
        public void seen(byte[] row) {
            relations.learnNamespace(row);
        }

        @Override
        public void inserted(int xid, byte[] row) {
            // its name is all that matters
        }

        @Override
        public void updated(int xid, byte[] before, byte[] after) {
            // the newer name is learned
        }

        @Override
        public void deleted(int xid, byte[] row) {
            // its relations tell what was in it
        }

        @Override
        public void unknown(int xid) {
            // a name that stays unknown is shown as such
        }
    }
}
