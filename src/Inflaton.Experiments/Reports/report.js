for (const source of document.querySelectorAll('script[data-figure]')) {
  const plot = document.getElementById('plot-' + source.dataset.figure);
  vegaEmbed(plot, JSON.parse(source.textContent), {
    renderer: 'svg',
    downloadFileName: source.dataset.figure,
    actions: { export: true, source: false, compiled: false, editor: false },
  }).catch((error) => {
    plot.textContent = 'This figure could not be drawn: ' + error.message;
  });
}
