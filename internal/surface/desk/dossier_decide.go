package desk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"onrecord/internal/answer"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// decideStanding decides by a form of a dossier: who is one actor and who is not, and what is one matter and what is not.
func (d *standingPages) decideStanding(w http.ResponseWriter, r *http.Request) error {
	if err := d.form(w, r); err != nil {
		return err
	}
	f := r.PostForm
	who, on := f.Get("who"), f.Get("on")
	x := answer.Decide{Who: d.who(r), Action: string(store.Merge), Of: mend.OfActor, With: who, Why: f.Get("why")}
	var list []answer.Decide
	switch f.Get("do") {
	case "same actor":
		other, err := d.actorNamed(r.Context(), f.Get("actor"))
		if err != nil {
			return err
		}
		x.Value, who = other, other
		list = append(list, x)
	case "another actor":
		x.Action, x.With, x.Value = string(store.Split), f.Get("own"), who
		list = append(list, x)
	case "same matter":
		all, err := d.mattersOf(r.Context(), who)
		if err != nil {
			return err
		}
		x.Of = mend.OfIssue
		list, on = onMatter(x, cmp.Or(f.Get("issue"), on), strings.TrimSpace(f.Get("matter")), all)
	case "another matter":
		x.Action, x.Of, x.With, x.Value = string(store.Split), mend.OfIssue, f.Get("issue"), on
		list = append(list, x)
	default:
		return errForm
	}
	if _, err := d.decided(r.Context(), list...); err != nil {
		return err
	}
	http.Redirect(w, r, dossierLink(who, on, f), http.StatusSeeOther)
	return nil
}

// onMatter are the decisions by which something belongs to a matter, as it is called or by its key, and the key of the matter then. What the words
// of its key tell belongs to it as well: a matter is called by its shortest wording, which need not be the one that others follow.
func onMatter(x answer.Decide, goes, stays string, all []standing.IssueGroup) ([]answer.Decide, string) {
	x.With, x.Value = goes, stays
	list := []answer.Decide{x}
	for _, m := range all {
		if stays != m.Key && stays != m.Name {
			continue
		}
		if x.Value = m.Name; m.Key == strings.ReplaceAll(m.Name, " ", "_") { // a topic has one key
			x.Value = m.Key
		}
		list[0].Value = x.Value
		if x.With = m.Key; x.With != x.Value {
			list = append(list, x)
		}
		break
	}
	return list, list[0].Value
}

// mattersOf are the matters of an actor.
func (d *standingPages) mattersOf(ctx context.Context, actor string) (out []standing.IssueGroup, err error) {
	err = d.record.Standing(ctx, true, func(l *standing.Ledger) error {
		return l.Lines(standing.Which{Actors: []int64{standing.ActorNumber(actor)}}, func(x *standing.Trajectory) (bool, error) {
			out = append(out, x.Matter)
			return true, nil
		})
	})
	return out, err
}

// actorNamed is the key of an actor that somebody names by the address of its dossier, its key, or its name where one alone has it. The error
// wraps [store.ErrDecision].
func (d *standingPages) actorNamed(ctx context.Context, s string) (key string, err error) {
	if s = strings.TrimSpace(s); strings.Contains(s, "who=") {
		if u, err := url.Parse(s); err == nil {
			s = u.Query().Get("who")
		}
	}
	err = d.record.Standing(ctx, true, func(l *standing.Ledger) error {
		if sum, ok, err := l.Sum(standing.ActorNumber(s)); err != nil || ok {
			key = sum.Key
			return err
		}
		const looked = 100
		named, _, err := l.Named(strings.Fields(strings.ToLower(s)), "", looked)
		if err != nil {
			return err
		}
		var keys []string
		for _, n := range named {
			sum, ok, err := l.Sum(n)
			if err != nil {
				return err
			}
			if ok && strings.EqualFold(sum.Name, s) && !slices.Contains(keys, sum.Key) {
				keys = append(keys, sum.Key)
			}
		}
		switch len(keys) {
		case 1:
			key = keys[0]
		case 0:
			return mend.ErrorOf("the ledger has no actor %q; give the address of its dossier", s)
		default:
			return mend.ErrorOf("%d actors are called %q: give the address of the dossier of the one that is meant", len(keys), s)
		}
		return nil
	})
	return key, err
}

// ties are the decisions that stand on an actor, and on a matter of it.
func (d *standingPages) ties(ctx context.Context, p *dossierPage) error {
	log, err := d.store.Joins(ctx)
	if err != nil {
		return err
	}
	names := map[string]bool{p.Key: true}
	issues := map[string]bool{p.Matter: true, p.On: true}
	for i := range p.Stages {
		names[p.Stages[i].Own], issues[p.Stages[i].Wording] = true, true
	}
	delete(names, "")
	delete(issues, "")
	for i := range log {
		x := &log[i]
		if x.Of() == mend.OfActor && (names[x.Old] || names[x.New]) || x.Of() == mend.OfIssue && (issues[x.Old] || issues[x.New]) {
			p.Ties = append(p.Ties, newVerdictLine(x))
		}
	}
	return nil
}
