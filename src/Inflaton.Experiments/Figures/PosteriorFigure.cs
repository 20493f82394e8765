using System.Globalization;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>
/// The trained outputs over draws of the weights: for inputs on a line mean, ±2σ and a few functions, before training and after; elsewhere
/// predicted outputs against targets with error bars.
/// </summary>
public static class PosteriorFigure
{
    private const int MostPanels = 6;
    private const int MostSamples = 5;
    private const int PanelPoints = 240;
    private const string MeanColour = "#0072B2";
    private const string SampleColour = "#D55E00";

    /// <summary>The figure, or null where the run holds no posterior or a single input.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        if (run["posterior_epochs"]?.Values is not { Length: > 0 } epochs || run.Summary.Posterior is not { } summary)
        {
            return null;
        }

        State[] states =
        [
            .. summary.Kernels.SelectMany(kernel => epochs.Select((epoch, i) => new State(run, kernel.Kernel, epoch, i, epochs.Length)))
                .Where(state => state.HasMean),
        ];
        return states.Length == 0 || run.Points + run.Summary.TestPoints < 2 ? null
            : run["inputs"] is { } inputs && inputs.Values.Length == run.Points ? OverInputs(run, states, inputs.Values)
            : AgainstTargets(run, [.. states.GroupBy(state => state.Kernel).Select(group => group.Last())]);
    }

    private static Figure OverInputs(RunData run, State[] states, double[] inputs)
    {
        double[]? tests = run["test_inputs"]?.Values is { } values && values.Length == run.Summary.TestPoints ? values : null;
        (double X, bool IsTest, int Point)[] points =
        [
            .. inputs.Select((x, i) => (x, false, i)).Concat((tests ?? []).Select((x, i) => (x, true, i)))
                .OrderBy(point => point.Item1).DistinctBy(point => point.Item1),
        ];
        points = [.. Downsampling.Indices(points.Length, PanelPoints).Select(i => points[i])];
        double[]? targets = run["targets"]?.Values is { } all && all.Length == run.Points * run.Outputs ? all : null;
        State[] before = run["prior_deviation"] is null ? [] : [new State(run, "", 0, 0, 1)];
        int room = MostPanels - before.Length, kernels = states.Select(state => state.Kernel).Distinct().Count();
        State[] shown =
            [.. before, .. states.GroupBy(state => state.Kernel).SelectMany(group => group.TakeLast(Math.Max(1, room / kernels)))];

        double[] heights =
        [
            .. shown.SelectMany(state => points.SelectMany(p => new[] { state.Low(p.IsTest, p.Point), state.High(p.IsTest, p.Point) }))
            .Where(double.IsFinite),
            .. (targets ?? []).Where((_, i) => i % run.Outputs == 0),
        ];
        (double, double)? range = heights.Length == 0 || heights.Min() == heights.Max() ? null : (heights.Min(), heights.Max());
        int columns = Math.Min(shown.Length, 2), width = shown.Length == 1 ? Chart.ColumnWidth : (Chart.ColumnWidth / 2) - 40;
        Chart[] charts =
            [.. shown.Select(
                (state, i) => Panel(run, state, points, inputs, targets, range, i).Sized(width, 200).With("title.text", state.Title))];
        return new Figure(
            "posterior",
            "Outputs over draws of the weights",
            $"{(before.Length == 0 ? "The mean" : "Blue: the mean, and ±2 standard deviations")} of the outputs of all networks that "
            + $"might have been drawn, in closed form."
            + (shown.Any(state => state.Samples > 0)
            ? " Orange: the same few networks in every panel, each carried along by training."
            : "")
            + (targets is null ? "" : " Rings: targets.") + (run.Outputs > 1 ? " First output." : ""),
            (charts.Length == 1 ? charts[0] : Chart.Grid(columns, charts))
                .ToSpec("Mean, spread and samples of the outputs against the input, before training and after."));
    }

    private static Chart Panel(
        RunData run, State state, (double X, bool IsTest, int Point)[] points, double[] inputs, double[]? targets, (double, double)? range,
        int panel)
    {
        Table table = new("x", "value", "low", "high", "sample", "kind");
        foreach ((double x, bool isTest, int point) in points)
        {
            table.Add(
                PlotNumber.Of(x), PlotNumber.Of(state.Mean(isTest, point)), PlotNumber.Of(state.Low(isTest, point)),
                PlotNumber.Of(state.High(isTest, point)), null, "mean");
        }

        int samples = Math.Min(state.Samples, MostSamples);
        for (int s = 0; s < samples; s++)
        {
            foreach ((double x, bool isTest, int point) in points)
            {
                table.Add(
                    PlotNumber.Of(x), PlotNumber.Of(state.Sample(s, isTest, point)), null, null,
                    (s + 1).ToString(CultureInfo.InvariantCulture), "sample");
            }
        }

        if (targets is not null)
        {
            foreach (int i in Downsampling.Indices(inputs.Length, PanelPoints))
            {
                table.Add(PlotNumber.Of(inputs[i]), PlotNumber.Of(targets[i * run.Outputs]), null, null, null, "target");
            }
        }

        Channel x1 = Channel.Quantity("x", "x", "input x").With("axis.grid", false).With("scale.nice", false).With("scale.padding", 4);
        Channel y = Channel.Quantity("y", "value", "output f(x)").Domain(range);
        Channel tooltip = Channel.Tooltip(("kind", "of", null), ("x", "input x", ".4g"), ("value", "output f(x)", ".5g"));
        List<Layer> layers = [];
        if (state.HasSpread)
        {
            layers.Add(
                Layer.Of("area").Style("opacity", 0.18).Style("color", MeanColour).Style("clip", true).Where("datum.kind == 'mean'").Encode(
                x1, y.With("field", "low"), new Channel("y2", JsonTree.Empty.With("field", "high"))));
        }

        if (samples > 0)
        {
            layers.Add(Layer.Line(1).Style("color", SampleColour).Style("opacity", 0.8).Where("datum.kind == 'sample'").Encode(
                x1, y, Channel.Category("detail", "sample"), tooltip));
        }

        layers.Add(Layer.Line().Style("color", MeanColour).Where("datum.kind == 'mean'").Encode(x1, y, tooltip));
        if (targets is not null)
        {
            layers.Add(
                Layer.Of("point").Style("size", 60).Style("strokeWidth", 1.4).Style("opacity", 1).Style("color", "#111111")
                    .Style("clip", true)
                .Where("datum.kind == 'target'").Encode(x1, y, tooltip));
        }

        layers[^1] = layers[^1].Zoomable(string.Create(CultureInfo.InvariantCulture, $"posterior{panel}_zoom"));
        return Chart.Of(table, layers);
    }

    private static Figure? AgainstTargets(RunData run, State[] states)
    {
        bool isTest = run.Summary.TestPoints > 0 && run["test_targets"] is not null;
        int count = isTest ? run.Summary.TestPoints : run.Points;
        if (run[isTest ? "test_targets" : "targets"]?.Values is not { } targets || targets.Length != count * run.Outputs)
        {
            return null;
        }

        string[] colours = [MeanColour, SampleColour];
        Table table = new("target", "value", "low", "high", "kernel", "kind");
        List<double> all = [];
        foreach (State state in states)
        {
            foreach (int i in Downsampling.Indices(count, Downsampling.ScatterPoints / states.Length / 2))
            {
                double target = targets[i * run.Outputs];
                table.Add(
                    PlotNumber.Of(target), PlotNumber.Of(state.Mean(isTest, i)), PlotNumber.Of(state.Low(isTest, i)),
                    PlotNumber.Of(state.High(isTest, i)), state.Title, "mean");
                all.AddRange([target, state.Mean(isTest, i), state.Low(isTest, i), state.High(isTest, i)]);
            }
        }

        double[] finite = [.. all.Where(double.IsFinite)];
        (double low, double high) = finite is [] ? (0, 1) : (finite.Min(), finite.Max());
        table.Add(PlotNumber.Of(low), PlotNumber.Of(low), null, null, null, "diagonal");
        table.Add(PlotNumber.Of(high), PlotNumber.Of(high), null, null, null, "diagonal");
        double margin = Math.Max((high - low) * 0.04, 1e-12);
        Channel x = Channel.Quantity("x", "target", "target y").Domain((low - margin, high + margin));
        Channel y = Channel.Quantity("y", "value", "predicted f(x)").Domain((low - margin, high + margin));
        Channel colour = Channel.Category("color", "kernel")
            .Map(states.Select((state, i) => (state.Title, (JsonNode)colours[i % colours.Length])));
        List<Layer> layers = [Layer.Line(1).Style("color", "#999999").Where("datum.kind == 'diagonal'").Encode(x, y)];
        if (states.Any(state => state.HasSpread))
        {
            layers.Add(Layer.Of("rule").Style("opacity", 0.45).Style("clip", true).Where("datum.kind == 'mean'").Encode(
                x, y.With("field", "low"), new Channel("y2", JsonTree.Empty.With("field", "high")), colour));
        }

        layers.Add(Layer.Dots(26).Style("opacity", 0.8).Where("datum.kind == 'mean'").Encode(
            x, y, colour,
            Channel.Tooltip(
                ("kernel", "kernel", null), ("target", "target", ".5g"), ("value", "mean", ".5g"), ("low", "−2σ", ".5g"),
                ("high", "+2σ", ".5g")))
            .Zoomable("posterior_zoom"));
        return new Figure(
            "posterior",
            "Outputs over draws of the weights",
            $"The mean of the outputs of all networks that might have been drawn against the target, on the "
            + $"{(isTest ? "test" : "training")} inputs"
            + (states.Any(state => state.HasSpread) ? ", with ±2 standard deviations of the networks; noise of the targets comes on top."
            : ".") + (run.Outputs > 1 ? " First output."
            : ""),
            Chart.Of(table, layers).Sized(380, 380).ToSpec("Mean output with error bars against the target, with the diagonal."));
    }

    /// <summary>Mean, spread and samples of the first output at one epoch; of no kernel, before training.</summary>
    private sealed class State(RunData run, string kernel, double epoch, int record, int records)
    {
        private readonly double[]?[] means = Both(run, kernel.Length == 0 ? null : $"posterior_{kernel}_mean", run.Outputs * records);
        private readonly double[]?[] deviations = Both(
            run, kernel.Length == 0 ? "prior_deviation" : $"posterior_{kernel}_deviation", records);
        private readonly double[]?[] samples = Both(
            run, kernel.Length == 0 ? "prior_samples" : $"posterior_{kernel}_samples", SampleCount(run) * run.Outputs * records);

        public string Kernel => kernel;

        public string Title => kernel.Length == 0 ? "before training"
            : $"{kernel.ToUpperInvariant()}, "
                + $"{(double.IsInfinity(epoch) ? "epoch ∞" : string.Create(CultureInfo.InvariantCulture, $"epoch {epoch:G6}"))}";

        public bool HasMean => means[0] is not null;

        public bool HasSpread => deviations[0] is not null;

        public int Samples => samples[0] is null ? 0 : SampleCount(run);

        public double Mean(bool isTest, int point) => kernel.Length == 0 ? 0 : At(means, isTest, record, point, run.Outputs);

        public double Low(bool isTest, int point) => Mean(isTest, point) - (2 * Deviation(isTest, point));

        public double High(bool isTest, int point) => Mean(isTest, point) + (2 * Deviation(isTest, point));

        public double Sample(int sample, bool isTest, int point) =>
            At(samples, isTest, (record * SampleCount(run)) + sample, point, run.Outputs);

        private double Deviation(bool isTest, int point) => At(deviations, isTest, record, point, 1);

        private double At(double[]?[] arrays, bool isTest, int row, int point, int outputs) =>
            arrays[isTest ? 1 : 0]?[((row * (isTest ? run.Summary.TestPoints : run.Points)) + point) * outputs] ?? double.NaN;

        private static int SampleCount(RunData run) => run["prior_samples"]?.Shape is [int count, ..] ? count : 0;

        private static double[]?[] Both(RunData run, string? name, int perPoint)
        {
            double[]? Fitting(string array, int length) =>
                length > 0 && run[array]?.Values is { } values && values.Length == length ? values : null;
            return name is null
                ? [null, null]
                : [Fitting(name, run.Points * perPoint), Fitting($"test_{name}", run.Summary.TestPoints * perPoint)];
        }
    }
}
