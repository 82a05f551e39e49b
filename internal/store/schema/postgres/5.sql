-- What the program is least sure of comes first in the queue of review.
CREATE INDEX findings_confidence ON findings (confidence, n, kind);
