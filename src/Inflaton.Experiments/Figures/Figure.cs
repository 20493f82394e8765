using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>One figure of a report.</summary>
/// <param name="Name">File name without folder or extension, such as <c>loss</c>.</param>
/// <param name="Title">What is plotted.</param>
/// <param name="Caption">One to three sentences: what one sees and what the physics is.</param>
/// <param name="Spec">Vega-Lite v6 specification with its data inline.</param>
public sealed record Figure(string Name, string Title, string Caption, JsonObject Spec);
