-- Speeds measured in drills and incidents, so that the next estimate is not a guess.
create table playbook_measurement (
    id bigint generated always as identity primary key,
    target varchar(200) not null,
    what varchar(200) not null,
    bytes bigint not null,
    seconds double precision not null,
    measured_at timestamp with time zone not null
);

create index playbook_measurement_newest on playbook_measurement (target, what, measured_at);
