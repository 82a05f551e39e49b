-- What most reports call an actor is asked for at every step: of a state with a hundred thousand names it was looked for among all of them.
CREATE INDEX stand_names_most ON stand_names (actor, many DESC, (length(name)) DESC, name);
-- The lines of a matter come by when they were told last.
DROP INDEX stand_lines_grp;
CREATE INDEX stand_lines_grp ON stand_lines (grp, last, n);
