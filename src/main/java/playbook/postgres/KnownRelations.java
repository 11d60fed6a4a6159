package playbook.postgres;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Relations by their OID and by their files. The catalog has precedence over what the WAL tells. */
final class KnownRelations {

    private final Map<Long, Relation> byOid = new HashMap<>();
    private final Map<WalFile, Relation> byFile = new HashMap<>();

    /** Adds a relation from the catalog. */
    void put(Relation relation) {
        byOid.put(relation.oid(), relation);
        if (relation.file().number() != 0) {
            byFile.put(relation.file(), relation);
        }
    }

    /** Adds a present or former version from the WAL; returns whether its OID or its file was unknown. */
    boolean learn(Relation relation) {
        if (relation.name().isEmpty()) {
            return false;
        }
        Relation known = byOid.get(relation.oid());
        boolean news = known == null;
        if (known == null || (!known.live() && known.kind() != 'x')) {
            byOid.put(relation.oid(), relation);
        }
        // A rewrite's working copy swaps files with its table: its own files are the table's.
        if (relation.kind() != 'x' && relation.file().number() != 0) {
            Relation owner = known == null ? relation : known;
            news |= byFile.putIfAbsent(relation.file(), owner) == null;
        }
        return news;
    }

    /** Sets the schema's name in its relations. */
    void learn(CatalogRows.Schema schema) {
        byOid.replaceAll((same, relation) -> named(relation, schema));
        byFile.replaceAll((same, relation) -> named(relation, schema));
    }

    private static Relation named(Relation relation, CatalogRows.Schema schema) {
        return relation.schema() == null && relation.namespace() == schema.oid()
                ? relation.in(schema.name())
                : relation;
    }

    @Nullable
    Relation of(WalFile file) {
        return byFile.get(file);
    }

    @Nullable
    Relation of(long oid) {
        return byOid.get(oid);
    }
}
