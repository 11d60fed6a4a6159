// Draws every model of processes/ into docs/images/, so that the pictures in the documents are the models that run.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const images = join(root, 'docs', 'images');
const asset = (path) => readFileSync(join(here, 'node_modules', path), 'utf8');

const page = (css, script) =>
  `<!doctype html><meta charset="utf-8"><style>body{margin:0;background:#fff}#canvas{width:1700px;height:800px}${css}</style>` +
  `<div id="canvas"></div><script>${script}</script>`;

const bpmnPage = page(asset('bpmn-js/dist/assets/diagram-js.css'), asset('bpmn-js/dist/bpmn-viewer.production.min.js'));
const dmnPage = page(
  ['diagram-js.css', 'dmn-js-shared.css', 'dmn-js-drd.css', 'dmn-js-decision-table.css']
    .map((name) => asset(`dmn-js/dist/assets/${name}`))
    .join('\n') + '#canvas{width:2390px;height:auto}.powered-by,.bjs-powered-by,.powered-by-logo,.view-drd{display:none!important}',
  asset('dmn-js/dist/dmn-viewer.production.min.js'),
);

// Room for the lines' own width, white paper behind them, and the same names for the same drawing.
const MARGIN = 12;
const finished = (svg) => {
  const names = new Map();
  return svg
    .replace(/\s*<!-- created with [^>]*-->/, '')
    .replace(/width="([\d.]+)" height="([\d.]+)" viewBox="([-\d.]+) ([-\d.]+) [\d.]+ [\d.]+"/, (_, width, height, x, y) => {
      const [w, h] = [width, height].map((side) => Math.ceil(Number(side)) + 2 * MARGIN);
      const [left, top] = [x, y].map((side) => Math.floor(Number(side)) - MARGIN);
      return `width="${w}" height="${h}" viewBox="${left} ${top} ${w} ${h}" style="background:#fff"`;
    })
    .replace(/marker-[0-9a-z]{10,}/g, (name) => {
      names.set(name, names.get(name) ?? `marker-${names.size}`);
      return names.get(name);
    })
    .trimEnd() + '\n';
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
mkdirSync(images, { recursive: true });
let failed = false;
for (const file of readdirSync(join(root, 'processes')).sort()) {
  const xml = readFileSync(join(root, 'processes', file), 'utf8');
  const name = join(images, file.replace(/\.(bpmn|dmn)$/, ''));
  const tab = await browser.newPage({ viewport: { width: file.endsWith('.dmn') ? 2390 : 1700, height: 900 } });
  if (file.endsWith('.bpmn')) {
    await tab.setContent(bpmnPage);
    const { svg, warnings } = await tab.evaluate(async (model) => {
      const viewer = new window.BpmnJS({ container: '#canvas' });
      const imported = await viewer.importXML(model);
      return { svg: (await viewer.saveSVG()).svg, warnings: imported.warnings.map(String) };
    }, xml);
    writeFileSync(`${name}.svg`, finished(svg));
    failed ||= warnings.length > 0;
    warnings.forEach((warning) => console.error(`${file}: ${warning}`));
  } else {
    await tab.setContent(dmnPage);
    await tab.evaluate(async (model) => {
      const viewer = new window.DmnJS({ container: '#canvas' });
      await viewer.importXML(model);
      await viewer.open(viewer.getViews().find((view) => view.type === 'decisionTable'));
    }, xml);
    await (await tab.$('.dmn-decision-table-container')).screenshot({ path: `${name}.png` });
  }
  await tab.close();
}
await browser.close();
process.exit(failed ? 1 : 0);
