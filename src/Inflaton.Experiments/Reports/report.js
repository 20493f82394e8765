/** A figure laid out anew for a narrow page, so that its letters keep their size. */
function fitted(spec, width) {
  if (width > 640) {
    return spec;
  }
  const inside = Math.max(width - 80, 180);
  const narrowed = (part) => ({ ...part, width: inside, height: part.width === part.height ? inside : part.height });
  const legend = { ...spec.config.legend, columns: 2, labelFontSize: 10, symbolSize: 90, labelLimit: inside / 2 };
  legend.layout = { ...legend.layout, top: { ...legend.layout.top, direction: 'vertical', margin: 4 } };
  const config = { ...spec.config, legend };
  return spec.concat ? { ...spec, config, columns: 1, concat: spec.concat.map(narrowed) } : { ...narrowed(spec), config };
}

for (const source of document.querySelectorAll('script[data-figure]')) {
  const plot = document.getElementById('plot-' + source.dataset.figure);
  vegaEmbed(plot, fitted(JSON.parse(source.textContent), plot.clientWidth), {
    renderer: 'svg',
    downloadFileName: source.dataset.figure,
    actions: { export: true, source: false, compiled: false, editor: false },
  }).catch((error) => {
    plot.textContent = 'This figure could not be drawn: ' + error.message;
  });
}
