package playbook.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.postgres.TestServer;
import playbook.readiness.Probe.State;

class ServerProbesIT {

    @Test
    void whatNarrowsAWayBackIsFoundBeforeAnIncident() {
        try (TestServer server = TestServer.start()) {
            assertThat(probes(server, "schema"))
                    .extracting(Probe::state, Probe::found)
                    .containsExactly(tuple(State.FOUND, "nothing that limits a way back"));

            server.execute(
                    "create table parents (id int primary key)",
                    "create unlogged table cache (id int primary key)",
                    "create table log (v text)",
                    "create table maybe (v text unique)",
                    "create table parts (id int, primary key (id)) partition by range (id)",
                    "create table parts_1 partition of parts for values from (1) to (2)",
                    "create table kids (id int primary key, parent int)",
                    "alter table kids add constraint kids_parent foreign key (parent) references parents not valid",
                    "create index kids_i on kids (parent)",
                    "set allow_system_table_mods = on; update pg_index set indisvalid = false where indexrelid ="
                            + " 'kids_i'::regclass",
                    "create materialized view never as select 1 with no data",
                    "select lo_create(4711)",
                    "begin; insert into parents values (1); prepare transaction 'left'");

            assertThat(ServerProbes.look(server.target()).probes())
                    .filteredOn(probe -> probe.state() == State.WEAK)
                    .extracting(Probe::what, Probe::found)
                    .contains(
                            tuple("unlogged tables", "1: public.cache"),
                            tuple("tables without a key", "2: public.log, public.maybe"),
                            tuple("large objects", "1: 4711"),
                            tuple("NOT VALID constraints", "1: public.kids.kids_parent"),
                            tuple("invalid indexes", "1: public.kids_i"),
                            tuple("materialized views without data", "1: public.never"));
            assertThat(probes(server, "prepared transactions")).singleElement().satisfies(probe -> {
                assertThat(probe.state()).isEqualTo(State.WEAK);
                assertThat(probe.found()).startsWith("1 left open, the oldest since 20");
            });
            assertThat(probes(server, "schema")).isEmpty();
        }
    }

    private static List<Probe> probes(TestServer server, String what) {
        return ServerProbes.look(server.target()).probes().stream()
                .filter(probe -> probe.what().equals(what))
                .toList();
    }
}
