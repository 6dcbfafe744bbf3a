// Writes kubectl.jsonl: what kubectl makes of every scalar in written.txt.
//
//	go run record.go
//
// A line is [scalar, value, key]: the JSON of the scalar behind a key, and as a key, as texts. Null is a refusal.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"strings"

	"sigs.k8s.io/yaml"
)

func main() {
	input, err := os.Open("written.txt")
	check(err)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for lines := bufio.NewScanner(input); lines.Scan(); {
		scalar := lines.Text()
		if strings.HasPrefix(scalar, "## ") {
			continue
		}
		check(encoder.Encode([]any{scalar, read("v: "+scalar+"\n", value), read("? "+scalar+"\n: 0\n", key)}))
	}
	check(os.WriteFile("kubectl.jsonl", out.Bytes(), 0o644))
}

func read(text string, part func(map[string]json.RawMessage) string) any {
	converted, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return nil
	}
	object := map[string]json.RawMessage{}
	check(json.Unmarshal(converted, &object))
	return part(object)
}

func value(object map[string]json.RawMessage) string {
	return string(object["v"])
}

func key(object map[string]json.RawMessage) string {
	for name := range object {
		return name
	}
	return ""
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
