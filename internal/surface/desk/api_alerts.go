package desk

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/answer"
	"onrecord/internal/store/access"
)

// apiAlerts adds what people want to be told of.
func (d *api) apiAlerts(a huma.API, get func(id, path, what, more string) huma.Operation) {
	change := func(method, id, path, what, more string) huma.Operation {
		op := get(id, path, what, more)
		op.Method = method
		op.Errors = append(op.Errors, http.StatusForbidden)
		return op
	}
	huma.Register(a, get("list-alerts", "/alerts", "What people want to be told of, with how it stands with each delivery",
		"Receivers are told in part: what follows the machine in the address of a webhook often is a secret."), d.apiAlertList)
	op := change(http.MethodPost, "add-alert", "/alerts", "Be told of what comes from now on",
		"By a feed, by a webhook that is signed as Standard Webhooks has it, or by e-mail. Only where the desk may be written to.")
	op.DefaultStatus = http.StatusCreated
	huma.Register(a, op, d.apiAddAlert)
	huma.Register(a, get("get-alert", "/alerts/{n}", "One alert with what it sent", ""), d.apiAlert)
	huma.Register(a, change(http.MethodDelete, "remove-alert", "/alerts/{n}", "Take an alert away, with what it still has to send", "Who keeps it, or an admin."), d.apiRemoveAlert)
	huma.Register(a, change(http.MethodPost, "change-alert", "/alerts/{n}/{do}", "Test, pause or resume an alert, try again what was not delivered, or have another secret",
		"Who keeps it, or an admin. A test tells how it ended, or that it waits for a program that delivers."), d.apiChangeAlert)
}

// AlertList is all alerts.
type AlertList struct {
	Alerts    []answer.AlertState `json:"alerts" nullable:"false"`
	Delivered answer.Carried      `json:"delivered_by" doc:"Whether they are looked for and delivered at all"`
}

type alertListOutput struct{ Body AlertList }

func (d *api) apiAlertList(ctx context.Context, _ *struct{}) (*alertListOutput, error) {
	list, carried, err := answer.AlertsOf(ctx, d.store, d.whole(ctx))
	if err != nil {
		return nil, d.fault(err)
	}
	return &alertListOutput{AlertList{list, carried}}, nil
}

// AlertRequest is an alert to be made.
type AlertRequest struct {
	Name    string            `json:"name,omitempty" doc:"By itself the words of what it is on"`
	About   string            `json:"about" enum:"query,actor,issue,story,change"`
	Query   map[string]string `json:"query,omitempty" doc:"Fields of search; of a story: story, the id of a report; of a change: fields of standings, and change" example:"{\"q\":\"truce\",\"kind\":\"statement\"}"`
	Channel string            `json:"channel" enum:"feed,webhook,email"`
	Target  string            `json:"target,omitempty" doc:"Address of the receiver; none of a feed"`
	Digest  string            `json:"digest,omitempty" doc:"Of e-mail: the hour of one mail a day, by the clock of UTC or of a place; at once without it" example:"07:00 Europe/Oslo"`
	Secret  string            `json:"secret,omitempty" doc:"Of a webhook: whsec_ and 24 to 64 bytes in Base64; one is made without it"`
}

type addAlertInput struct{ Body AlertRequest }

type alertStateOutput struct{ Body answer.AlertState }

func (d *api) apiAddAlert(ctx context.Context, in *addAlertInput) (*alertStateOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	b := &in.Body
	t := answer.Tell{Who: d.whoIn(ctx), Name: b.Name, About: b.About, Query: url.Values{}, Channel: b.Channel, Target: b.Target, Digest: b.Digest, Secret: b.Secret}
	for name, value := range b.Query {
		t.Query.Set(name, value)
	}
	a, secret, err := t.In(ctx, d.store)
	if err != nil {
		return nil, d.fault(err)
	}
	d.alerted.changed()
	state, err := answer.AlertOf(ctx, d.store, a.N, d.whole(ctx))
	if err != nil {
		return nil, d.fault(err)
	}
	state.Secret = secret
	return &alertStateOutput{state}, nil
}

type alertInput struct {
	N     int64 `path:"n" doc:"Number of the alert" minimum:"1"`
	Limit int   `query:"limit" doc:"How many messages" minimum:"1" maximum:"500" default:"50"`
	After int64 `query:"after" doc:"The next of the page before" minimum:"0"`
}

// AlertCard is one alert with a page of what it sent.
type AlertCard struct {
	Alert answer.AlertState `json:"alert"`
	Sent  []answer.Sent     `json:"sent" nullable:"false" doc:"The newest first"`
	Next  int64             `json:"next,omitempty" doc:"Give it as after to have the next page; absent on the last"`
}

type alertOutput struct{ Body AlertCard }

func (d *api) apiAlert(ctx context.Context, in *alertInput) (*alertOutput, error) {
	state, err := answer.AlertOf(ctx, d.store, in.N, d.whole(ctx))
	if err != nil {
		return nil, d.fault(err)
	}
	out := &alertOutput{AlertCard{Alert: state}}
	if out.Body.Sent, out.Body.Next, err = answer.Outbound(ctx, d.store, in.N, in.After, in.Limit); err != nil {
		return nil, d.fault(err)
	}
	return out, nil
}

type alertNumber struct {
	N int64 `path:"n" doc:"Number of the alert" minimum:"1"`
}

func (d *api) apiRemoveAlert(ctx context.Context, in *alertNumber) (*struct{}, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	if _, _, err := d.alter(ctx, in.N, "remove"); err != nil {
		return nil, d.fault(err)
	}
	return nil, nil
}

type changeAlertInput struct {
	N  int64  `path:"n" doc:"Number of the alert" minimum:"1"`
	Do string `path:"do" enum:"test,pause,resume,retry,secret"`
}

// ChangedAlert is an alert after something was done to it.
type ChangedAlert struct {
	Alert answer.AlertState `json:"alert"`
	Test  *answer.Sent      `json:"test,omitempty" doc:"How a test ended; waiting where it is left to another program"`
}

type changedAlertOutput struct{ Body ChangedAlert }

func (d *api) apiChangeAlert(ctx context.Context, in *changeAlertInput) (*changedAlertOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	secret, test, err := d.alter(ctx, in.N, in.Do)
	if err != nil {
		return nil, d.fault(err)
	}
	state, err := answer.AlertOf(ctx, d.store, in.N, d.whole(ctx))
	if err != nil {
		return nil, d.fault(err)
	}
	state.Secret = secret
	return &changedAlertOutput{ChangedAlert{state, test}}, nil
}
