// A few levers for both panels, side by side.
import { badge, button, h, percent, say, ui, wordsFor } from "./dom.js";

function shownValue(lever, value) {
  return lever.unit === "share" ? percent(value) : String(value);
}

export function filledIn(start, settings) {
  return Object.fromEntries(start.levers.map(({ key, default: usual }) => [key, settings?.[key] ?? usual]));
}

function slider(key, label, side, { value, low, high, step, shown }, event, change) {
  const output = h("output", shown(value));
  const input = h(`input.${"ab"[side]}`, { type: "range", min: low, max: high, step,
    "data-lever": key, "data-side": "ab"[side], "aria-label": ui("lever_of", { lever: label, side: "AB"[side] }) });
  input.value = value;
  const tell = () => {
    output.textContent = shown(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  tell();
  input.addEventListener("input", tell);
  input.addEventListener(event, () => change(side, Number(input.value)));
  return h("div.slide", input, output);
}

// One lever; `scales` says for each panel where it stands and how far it goes.
function row(key, scales, event, change) {
  const text = (part) => say(`levers.${key}.${part}`);
  const differs = scales[0].value !== scales[1].value;
  return h(differs ? "div.lever.differs" : "div.lever",
    h("details",
      h("summary", { title: text("tip") }, h("span", text("label")), differs ? h("span.soft", ui("differs")) : null),
      h("p", text("tip"), " ", h("small", ui("source", { source: text("source") })))),
    h("div.halves", scales.map((scale, side) => slider(key, text("label"), side, scale, event, change))));
}

// The levers in which two panels differ, in words.
export function changesOf(start, ...both) {
  const [one, other] = both.map((settings) => filledIn(start, settings));
  return start.levers.filter(({ key }) => one[key] !== other[key]).map((lever) => ui("change_of",
    { lever: say(`levers.${lever.key}.label`), a: shownValue(lever, one[lever.key]), b: shownValue(lever, other[lever.key]) })).join("; ");
}

export function presetOf(start, settings) {
  return start.presets.find((preset) => !changesOf(start, preset.settings, settings));
}

function presetPicker(app, side) {
  const { presets } = app.start;
  const now = presetOf(app.start, app.settings[side]);
  const select = h("select.preset", { "data-side": "ab"[side], "aria-label": ui("preset_of", { side: "AB"[side] }) },
    now ? null : h("option", { value: "", disabled: true, selected: true }, ui("own_mix")),
    presets.map(({ key }) => h("option", { value: key, selected: key === now?.key }, say(`presets.${key}.label`))));
  select.addEventListener("change", () => app.pull(side, filledIn(app.start, presets.find(({ key }) => key === select.value).settings)));
  return h("label", h("span", badge(side), now ? wordsFor(`presets.${now.key}.tip`) : ui("own_mix_tip")), select);
}

function numbers(app) {
  const field = (key) => {
    const [low, high] = app.start.limits[key];
    const input = h("input", { type: "number", min: low, max: high, required: true, value: app.common[key] });
    input.addEventListener("change", () => {
      if (input.reportValidity()) app.rerun({ [key]: Math.round(Number(input.value)) });
    });
    return h("label", h("span", ui(key)), input);
  };
  return h("div.numbers", ["members", "weeks", "seed"].map(field));
}

export function leversPanel(app) {
  if (app.recording.atlas) return atlasPanel(app);
  if (!app.host.pair) return h("div.levers", button("sandbox", () => app.sandbox()));
  const rows = app.start.levers.map((lever) => row(lever.key,
    app.settings.map((settings) => ({ ...lever, value: settings[lever.key], shown: (value) => shownValue(lever, value) })),
    "change", (side, value) => app.pull(side, { [lever.key]: value })));
  return h("div.levers",
    h("p.soft", ui(app.stored || app.fromFile ? "stored_levers" : app.within ? "within_levers" : "levers_intro", app.within)),
    h("div.halves.presets", [0, 1].map((side) => presetPicker(app, side))),
    rows, numbers(app),
    h("div.row", button("other_people", () => app.rerun({ seed: app.common.seed + 1 })),
      button("swap", () => {
        app.settings.reverse();
        app.rerun();
      })));
}

// The sliders of an atlas choose among the runs inside it.
function atlasPanel(app) {
  const { axes } = app.recording.atlas;
  const { worlds, shown } = app.recording;
  const rows = axes.map(({ lever: key, values }) => {
    const lever = app.start.levers.find((one) => one.key === key);
    const scales = shown.map((index) => ({ value: values.indexOf(worlds[index].settings[key]), low: 0, high: values.length - 1, step: 1,
      shown: (step) => shownValue(lever, values[step]) }));
    return row(key, scales, "input", (side, step) => {
      const wanted = { ...worlds[shown[side]].settings, [key]: values[step] };
      app.showFromAtlas(side, worlds.findIndex(({ settings }) => axes.every((axis) => settings[axis.lever] === wanted[axis.lever])));
    });
  });
  return h("div.levers", h("p.soft", ui("atlas_intro", { runs: worlds.length })), rows);
}
