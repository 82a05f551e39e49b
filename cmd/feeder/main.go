// Command feeder feeds OpenSearch, or whatever takes its _bulk, with every report of a store, exactly once and in order:
//
//	feeder --index http://localhost:9200/reports --state feeder.seq -- onrecord export --follow --store postgres://...
//
// It runs the command behind "--" with "--after N", N being the number of the last change that the index took; that number stands in the
// file of --state. A report is put in under its digest with the number of its change as external version: what is sent a second time,
// because feeder was stopped after the index had taken it and before it was noted, the index knows and refuses (409), and what is older never
// replaces what is newer. It is an example that works, and small so that it can be changed for another engine.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

func main() {
	index := flag.String("index", "", "address of the index, such as http://localhost:9200/reports")
	state := flag.String("state", "feeder.seq", "file of the number of the last change that the index took")
	flag.Parse()
	if *index == "" || flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: feeder --index URL [--state FILE] -- onrecord export --follow ...")
		os.Exit(2)
	}
	if err := feed(*index, *state, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "feeder:", err)
		os.Exit(1)
	}
}

// letter is what feeder must know of a line; the rest goes on as it is.
type letter struct {
	Seq int64  `json:"seq"`
	ID  string `json:"id"`
}

// feed runs the command and sends on what it writes until it ends.
func feed(index, state string, command []string) error {
	last := 0
	if raw, err := os.ReadFile(state); err == nil {
		if last, err = strconv.Atoi(strings.TrimSpace(string(raw))); err != nil {
			return fmt.Errorf("%s holds no number of a change", state)
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	cmd := exec.Command(command[0], append(command[1:], "--after", strconv.Itoa(last))...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return err
	}
	err = send(index, state, out)
	if err != nil {
		_ = cmd.Process.Kill()
	}
	return errors.Join(err, cmd.Wait())
}

// send posts lines in pieces: as many as are there, 500 at most.
func send(index, state string, in io.Reader) error {
	r := bufio.NewReaderSize(in, 1<<20)
	for {
		var bulk bytes.Buffer
		var last letter
		var end error
		for n := 0; n < 500 && (n == 0 || r.Buffered() > 0); n++ {
			var line []byte
			if line, end = r.ReadBytes('\n'); end != nil {
				break
			}
			last = letter{}
			if err := json.Unmarshal(line, &last); err != nil {
				return fmt.Errorf("a line of the outbox is not JSON: %w", err)
			}
			fmt.Fprintf(&bulk, `{"index":{"_id":%q,"version":%d,"version_type":"external"}}`+"\n%s", last.ID, last.Seq, line)
		}
		if bulk.Len() > 0 {
			if err := post(index, bulk.Bytes()); err != nil {
				return err
			}
			if err := note(state, last.Seq); err != nil {
				return err
			}
		}
		if errors.Is(end, io.EOF) {
			return nil
		}
		if end != nil {
			return end
		}
	}
}

// post sends a piece until the index has taken it, and looks at what came of each report: taken, or known already.
func post(index string, bulk []byte) error {
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		answer, err := http.Post(index+"/_bulk", "application/x-ndjson", bytes.NewReader(bulk))
		if err == nil {
			err = taken(answer)
		}
		var busy *waitError
		if err == nil || answer != nil && !errors.As(err, &busy) {
			return err
		}
		fmt.Fprintln(os.Stderr, "feeder: waiting:", err)
		time.Sleep(pause)
	}
}

// waitError is that of an index that takes it later.
type waitError struct{ status string }

func (e *waitError) Error() string { return "the index answers " + e.status }

func taken(answer *http.Response) error {
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= 500:
		return &waitError{answer.Status}
	case answer.StatusCode != http.StatusOK:
		return fmt.Errorf("the index answers %s", answer.Status)
	}
	var what struct {
		Items []map[string]struct {
			ID     string          `json:"_id"`
			Status int             `json:"status"`
			Error  json.RawMessage `json:"error"`
		} `json:"items"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&what); err != nil {
		return &waitError{"nothing that can be read: " + err.Error()}
	}
	for _, item := range what.Items {
		for _, x := range item {
			switch {
			case x.Status == http.StatusTooManyRequests || x.Status >= 500:
				return &waitError{strconv.Itoa(x.Status) + " for report " + x.ID}
			case x.Status >= 300 && x.Status != http.StatusConflict:
				return fmt.Errorf("the index refuses report %s: %s", x.ID, x.Error)
			}
		}
	}
	return nil
}

// note keeps how far the index is.
func note(state string, seq int64) error {
	if err := os.WriteFile(state+".part", []byte(strconv.FormatInt(seq, 10)+"\n"), 0o644); err != nil {
		return err
	}
	return os.Rename(state+".part", state)
}
