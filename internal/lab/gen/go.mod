module onrecord/internal/lab/gen

go 1.26.0

require golang.org/x/text v0.43.0
