// Where the page lives: a server answers, or everything is already inside.

async function complaint(answer) {
  try {
    return (await answer.json()).error;
  } catch {
    return `${answer.status} ${answer.statusText}`;
  }
}

async function post(path, body, signal) {
  const answer = await fetch(path, { method: "POST", signal, body: JSON.stringify(body),
    headers: { "content-type": "application/json" } });
  if (!answer.ok) throw new Error(await complaint(answer));
  return answer;
}

async function readLines(answer, take) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    lines.filter((line) => line.trim()).forEach((line) => take(JSON.parse(line)));
  }
  if (rest.trim()) take(JSON.parse(rest));
}

export function serverHost() {
  return {
    kind: "server",
    pair: async (body, signal) => (await post("api/pair", body, signal)).json(),
    twin: async (body, signal) => (await post("api/twin", body, signal)).json(),
    repeat: async (body, take, signal) => readLines(await post("api/repeat", body, signal), take),
  };
}
