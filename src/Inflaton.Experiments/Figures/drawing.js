// Draws Vega-Lite specifications as SVG in a bare engine, without a window, a network or files. Loaded ahead of Vega and Vega-Lite.
'use strict';

// The engine lacks this; specifications are made of plain objects, arrays and values.
globalThis.structuredClone = (value) => {
  if (Array.isArray(value)) {
    return value.map(structuredClone);
  }
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, structuredClone(part)]))
    : value;
};

const drawing = { svg: null, failure: null };

/** Tells Vega, which has no canvas to ask, how wide texts are: unit i of `advances` is the width of character i, in units of `scale` to the em. */
function measureTexts(advances, scale) {
  vega.textMetrics.width = (item, text) => {
    let width = 0;
    for (const character of String(text ?? item.text ?? '')) {
      width += advances.charCodeAt(Math.min(character.codePointAt(0), advances.length - 1));
    }
    return (width / scale) * (item.fontSize ?? 11);
  };
}

/** Leaves a specification's picture in `drawing.svg`, or the reason why there is none in `drawing.failure`. */
function draw(specification, strict) {
  drawing.svg = null;
  drawing.failure = null;
  vega.resetSVGDefIds();
  vegaLite.resetIdCounter();
  const fail = (error) => {
    drawing.failure = String(error?.message ?? error);
  };
  try {
    const complaints = [];
    const compiled = vegaLite.compile(JSON.parse(specification), { logger: collector(complaints) }).spec;
    if (strict && complaints.length > 0) {
      throw new Error(complaints[0]);
    }
    // Vega itself only warns and draws without the data; its other warnings are about the mouse and the window, which are not here.
    const refused = [];
    const refuse = async (uri) => {
      refused.push(uri);
      throw new Error('not loaded');
    };
    const loader = Object.assign(vega.loader(), { load: refuse, sanitize: refuse });
    const view = new vega.View(vega.parse(compiled), { renderer: 'none', loader, logger: collector([]) });
    view.toSVG().then((svg) => {
      view.finalize();
      if (refused.length > 0) {
        throw new Error(`a figure carries its data inline, but this one asks for '${refused[0]}'`);
      }
      drawing.svg = svg;
    }).catch(fail);
  } catch (error) {
    fail(error);
  }
}

function collector(messages) {
  const logger = {};
  for (const level of ['error', 'warn']) {
    logger[level] = (...parts) => (messages.push(parts.map((part) => part?.message ?? part).join(' ')), logger);
  }
  for (const level of ['info', 'debug', 'level']) {
    logger[level] = () => logger;
  }
  return logger;
}
