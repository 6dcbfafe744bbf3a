// Writes go.jsonl: what Go says of every pattern in re2.jsonl.
//
//	go run record.go
//
// A line is true, or [code, expression], for the line of the same number.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"regexp/syntax"
)

func main() {
	lines, err := os.ReadFile("re2.jsonl")
	check(err)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	scanner := bufio.NewScanner(bytes.NewReader(lines))
	scanner.Buffer(nil, 1<<24)
	for scanner.Scan() {
		var line []any
		check(json.Unmarshal(scanner.Bytes(), &line))
		_, err := syntax.Parse(line[0].(string), syntax.Perl)
		if err == nil {
			check(encoder.Encode(true))
			continue
		}
		refusal := err.(*syntax.Error)
		check(encoder.Encode([]string{refusal.Code.String(), refusal.Expr}))
	}
	check(scanner.Err())
	check(os.WriteFile("go.jsonl", out.Bytes(), 0o644))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
