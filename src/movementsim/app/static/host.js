// What the page can ask of its server; a file or a notebook has none.

async function post(path, body, signal) {
  const answer = await fetch(path, { method: "POST", signal, body: JSON.stringify(body),
    headers: { "content-type": "application/json" } });
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({}));
  throw new Error(error ?? `${answer.status} ${answer.statusText}`);
}

// Every line ends with a line break, including the last.
async function readLines(answer, take) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    lines.forEach((line) => take(JSON.parse(line)));
  }
}

export function serverHost() {
  const ask = (path) => async (body, signal) => (await post(path, body, signal)).json();
  return {
    kind: "server",
    pair: ask("api/pair"),
    whatIf: ask("api/what-if"),
    repeat: async (body, take, signal) => readLines(await post("api/repeat", body, signal), take),
  };
}
