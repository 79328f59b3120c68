// The sandbox: a few levers for both panels side by side, so that what differs can be seen.
import { badge, button, h, percent, say, wordsFor } from "./dom.js";

export function shownValue(lever, value) {
  if (lever.unit === "share") return percent(value);
  if (lever.unit === "times") return say("levers.times", { times: value });
  return String(value);
}

export function filledIn(start, settings) {
  return Object.fromEntries(start.levers.map(({ key, default: usual }) => [key, settings?.[key] ?? usual]));
}

function slider(app, lever, side) {
  const value = app.settings[side][lever.key];
  const output = h("output", {}, shownValue(lever, value));
  const input = h("input", { type: "range", min: String(lever.low), max: String(lever.high),
    step: String(lever.step), class: "ab"[side], "data-lever": lever.key, "data-side": "ab"[side],
    "aria-label": say("ui.lever_of", { lever: say(`levers.${lever.key}.label`), side: "AB"[side] }) });
  input.value = value;
  const tell = () => {
    output.textContent = shownValue(lever, Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  tell();
  input.addEventListener("input", tell);
  input.addEventListener("change", () => app.pull(side, lever.key, Number(input.value)));
  return h("div", { class: "slide" }, input, output);
}

function row(app, lever) {
  const differs = app.settings[0][lever.key] !== app.settings[1][lever.key];
  const text = (part) => say(`levers.${lever.key}.${part}`);
  return h("div", { class: differs ? "lever differs" : "lever", "data-lever-row": lever.key },
    h("details", {},
      h("summary", {}, h("span", {}, text("label")), differs ? h("em", {}, say("ui.differs")) : null),
      h("p", {}, text("tip"), " ", h("small", {}, say("ui.source", { source: text("source") })))),
    h("div", { class: "halves" }, [0, 1].map((side) => slider(app, lever, side))));
}

// The starting point that these settings are, if any.
export function presetOf(start, settings) {
  const given = filledIn(start, settings);
  return start.presets.find((preset) => {
    const full = filledIn(start, preset.settings);
    return start.levers.every(({ key }) => full[key] === given[key]);
  });
}

function presetPicker(app, side) {
  const now = presetOf(app.start, app.settings[side]);
  const select = h("select", { class: "preset", "data-side": "ab"[side], "aria-label": say("ui.preset_of", { side: "AB"[side] }) },
    now ? null : h("option", { value: "" }, say("ui.own_mix")),
    app.start.presets.map(({ key }) => h("option", { value: key, selected: key === now?.key }, say(`presets.${key}.label`))));
  select.addEventListener("change", () => {
    const chosen = app.start.presets.find(({ key }) => key === select.value);
    if (chosen) app.usePreset(side, chosen);
  });
  return h("label", {}, h("span", {}, badge(side), now ? wordsFor(`presets.${now.key}.tip`) : say("ui.own_mix_tip")), select);
}

function numbers(app) {
  const field = (key) => {
    const [low, high] = app.start.limits[key];
    const input = h("input", { type: "number", min: String(low), max: String(high), step: "1", required: true, value: String(app.common[key]) });
    input.addEventListener("change", () => {
      if (input.reportValidity()) app.setCommon(key, Math.round(Number(input.value)));
    });
    return h("label", {}, h("span", {}, say(`ui.${key}`)), input);
  };
  return h("div", { class: "numbers" }, ["members", "weeks", "seed"].map(field));
}

export function leversPanel(app) {
  if (app.recording?.atlas) return atlasPanel(app);
  if (!app.host.pair) return h("p", {}, say("ui.no_levers"));
  return h("div", { class: "levers" },
    h("p", { class: "soft" }, say("ui.levers_intro")),
    h("div", { class: "halves presets" }, [0, 1].map((side) => presetPicker(app, side))),
    app.start.levers.map((lever) => row(app, lever)),
    numbers(app),
    h("div", { class: "row" }, button("new_luck", () => app.setCommon("seed", app.common.seed + 1)),
      button("swap", () => app.swap())));
}

// An atlas has all its runs inside: its sliders choose among them without asking anybody.
function atlasPanel(app) {
  const { axes } = app.recording.atlas;
  const place = (side) => {
    let rest = app.recording.shown[side];
    const at = [];
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      at[axis] = rest % axes[axis].values.length;
      rest = Math.floor(rest / axes[axis].values.length);
    }
    return at;
  };
  const at = [place(0), place(1)];
  const choose = (side, axis, step) => {
    at[side][axis] = step;
    app.showFromAtlas(side, at[side].reduce((index, where, one) => index * axes[one].values.length + where, 0));
  };
  return h("div", { class: "levers" },
    h("p", { class: "soft" }, say("ui.atlas_intro", { runs: app.recording.worlds.length })),
    axes.map(({ lever: key, values }, axis) => {
      const lever = app.start.levers.find((one) => one.key === key) ?? { key, unit: "" };
      const label = wordsFor(`levers.${key}.label`) ?? key;
      const differs = at[0][axis] !== at[1][axis];
      return h("div", { class: differs ? "lever differs" : "lever" },
        h("details", {}, h("summary", {}, h("span", {}, label), differs ? h("em", {}, say("ui.differs")) : null),
          h("p", {}, wordsFor(`levers.${key}.tip`) ?? "")),
        h("div", { class: "halves" }, [0, 1].map((side) => {
          const output = h("output", {}, shownValue(lever, values[at[side][axis]]));
          const input = h("input", { type: "range", min: "0", max: String(values.length - 1), step: "1", class: "ab"[side],
            "data-lever": key, "data-side": "ab"[side], "aria-label": say("ui.lever_of", { lever: label, side: "AB"[side] }),
            "aria-valuetext": shownValue(lever, values[at[side][axis]]) });
          input.value = at[side][axis];
          input.addEventListener("input", () => choose(side, axis, Number(input.value)));
          return h("div", { class: "slide" }, input, output);
        })));
    }));
}
