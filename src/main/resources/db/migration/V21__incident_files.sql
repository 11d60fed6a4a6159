-- Reports and lists of an incident, for every replica and after every one of them: too long for a variable.
create table playbook_file (
    incident varchar(32) not null,
    name varchar(255) not null,
    content text not null,
    bytes bigint not null,
    sha256 varchar(64) not null,
    written_at timestamp(6) with time zone not null,
    primary key (incident, name)
);
