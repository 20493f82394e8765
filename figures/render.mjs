// Renders Vega-Lite figures: FILE.vl.json … → FILE.svg and FILE.png beside each. No network: data must be inline.
// With --strict a warning of the Vega-Lite compiler is a failure.
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import * as vegaLite from 'vega-lite';
import { textWidths } from './text-widths.mjs';

const suffix = '.vl.json';
const scale = 2;
const fontFolder = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const faces = readdirSync(fontFolder).filter((name) => /^DejaVuSans(-Bold|-Oblique|-BoldOblique)?\.ttf$/.test(name));
const fontFiles = faces.map((name) => join(fontFolder, name));

// Without a canvas Vega guesses how wide a text is; here it is told, so that legends and labels sit where they should.
const regular = textWidths(readFileSync(join(fontFolder, 'DejaVuSans.ttf')));
const bold = textWidths(readFileSync(join(fontFolder, 'DejaVuSans-Bold.ttf')));
vega.textMetrics.width = (item, text) => {
  const heavy = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600;
  return (heavy ? bold : regular)(String(text ?? item.text ?? '')) * (item.fontSize ?? 11);
};

/** A loader that loads nothing and remembers what was asked for: Vega itself only warns and draws without the data. */
function refuser(refused) {
  const loader = vega.loader();
  loader.load = async (uri) => {
    refused.push(uri);
    throw new Error('not loaded');
  };
  return loader;
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

function replace(path, content) {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

async function render(path) {
  if (!path.endsWith(suffix)) {
    throw new Error(`expected a file named *${suffix}`);
  }
  const complaints = [];
  const compiled = vegaLite.compile(JSON.parse(readFileSync(path, 'utf8')), { logger: collector(complaints) }).spec;
  if (strict && complaints.length > 0) {
    throw new Error(complaints[0]);
  }
  // The view's own warnings are about the mouse and the window, which are not here.
  const refused = [];
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', loader: refuser(refused), logger: collector([]) });
  const svg = await view.toSVG();
  view.finalize();
  if (refused.length > 0) {
    throw new Error(`a figure carries its data inline, but this one asks for '${refused[0]}'`);
  }
  const image = new Resvg(svg, {
    background: 'white',
    fitTo: { mode: 'zoom', value: scale },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  });
  const stem = path.slice(0, -suffix.length);
  replace(`${stem}.svg`, svg);
  replace(`${stem}.png`, image.render().asPng());
}

const strict = process.argv[2] === '--strict';
const paths = process.argv.slice(strict ? 3 : 2);
if (paths.length === 0) {
  console.error(`usage: node render.mjs [--strict] FILE${suffix} …`);
  process.exit(2);
}
for (const path of paths) {
  try {
    await render(path);
  } catch (error) {
    console.error(`${path}: ${String(error?.message ?? error).split('\n')[0]}`);
    process.exitCode = 1;
  }
}
