package assist

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

const alertsWhat = `What people want to be told of as it comes (alerts), and how it stands with each delivery: the last that came through, failures and why, the next try.
Alerts are made, tested and removed on the desk, by the command and the API, not here. Receivers are told in part.`

// AlertsInput asks for all alerts, or for one with what it sent.
type AlertsInput struct {
	Alert int64 `json:"alert,omitempty" jsonschema:"number of one alert, which comes with what it sent last; all without it"`
	Limit int   `json:"limit,omitempty" jsonschema:"how many messages of that alert at most, 1 to 100; 20 without it"`
}

// AlertsOutput is the alerts with how they stand.
type AlertsOutput struct {
	Alerts    []answer.AlertState `json:"alerts"`
	Delivered answer.Carried      `json:"delivered_by" jsonschema:"whether they are looked for and delivered at all"`
	Sent      []answer.Sent       `json:"sent,omitempty" jsonschema:"of one alert, the newest first"`
}

func (d *Server) alerts(ctx context.Context, in AlertsInput) (*AlertsOutput, error) {
	if in.Alert < 0 || in.Limit < 0 || in.Limit > 100 {
		return nil, fmt.Errorf("%w: alert is the number of one, limit 1 to 100", answer.ErrInput)
	}
	b, err := d.ask(ctx)
	if err != nil {
		return nil, err
	}
	defer b.done()
	list, carried, err := answer.AlertsOf(ctx, b.store, func(*store.Alert) bool { return false })
	if err != nil {
		return nil, err
	}
	out := &AlertsOutput{Alerts: []answer.AlertState{}, Delivered: carried}
	for _, a := range list {
		if in.Alert == 0 || a.N == in.Alert {
			out.Alerts = append(out.Alerts, a)
		}
	}
	if in.Alert == 0 {
		return out, nil
	}
	if len(out.Alerts) == 0 {
		return nil, fmt.Errorf("find alert %d: %w", in.Alert, store.ErrNoAlert)
	}
	limit := in.Limit
	if limit == 0 {
		limit = 20
	}
	out.Sent, _, err = answer.Outbound(ctx, b.store, in.Alert, 0, limit)
	return out, err
}

func (o *AlertsOutput) text() string {
	var b strings.Builder
	if len(o.Alerts) == 0 {
		return "There are no alerts."
	}
	if o.Delivered.Programs == 0 {
		b.WriteString(answer.NobodyDelivers + ".\n")
	}
	for i := range o.Alerts {
		a := &o.Alerts[i]
		fmt.Fprintf(&b, "Alert %d %s, on %s, by %s: %s", a.N, strconv.Quote(a.Name), strconv.Quote(a.Words), a.Channel, a.State)
		if a.Why != "" {
			b.WriteString(" (" + strconv.Quote(a.Why) + ")")
		}
		fmt.Fprintf(&b, "; %d found, %d delivered", a.Found, a.Delivered)
		for _, x := range [][2]string{{"last delivery", a.Last}, {"last failure", a.FailedAt}, {"next try", a.Next}} {
			if x[1] != "" {
				b.WriteString(", " + x[0] + " " + x[1])
			}
		}
		b.WriteString("\n")
	}
	for i := range o.Sent {
		m := &o.Sent[i]
		fmt.Fprintf(&b, "%s of %s: %s after %d tries\n", m.ID, m.At, m.State, m.Tries)
	}
	return strings.TrimRight(b.String(), "\n")
}
